"""The family `scoping`, rows named in a path: what another organisation owns is not there for the caller.

Pure: each function judges a trace and asks nothing. Whose a row is, earlier exchanges of the trace tell.
"""

from collections.abc import Mapping
from typing import Any

from contracts import Contract, Operation
from suites.evidence.envelopes import read_error
from suites.evidence.header_fields import telling
from suites.evidence.proxies import is_edge
from suites.inputs.absent import absent
from suites.invariants.invariant import Invariant
from suites.invariants.scoping_reaches import Reach, controls, reaches
from suites.invariants.scoping_sights import (
    LONE,
    all_lists,
    behaviour_of,
    is_elsewhere,
    is_same,
    is_unique,
    let_in,
    organization_in_effect,
    organization_of,
    organizations,
    owner_of,
    rows_named,
    sees_visible,
    shown_rows,
    sight_of,
    silence,
    tenancy,
)
from suites.sending.writes import has_effects_outside
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement

NONE_KNOWN = "no row of one organisation is known that an identity of another could ask for (`known` in --identities)"
NONE_REFUSED = "nobody was refused a row that is for others: none is known (`known` in --identities), or it was shown"

FIRM = ("the status", "the code")  # all else may be another each time: it is looked at where it came twice alike


def _unseen(trace: Trace) -> Judgement:
    """AU-05: a refusal does not tell a row that is not for the caller from one that is not there."""
    found = [each for each in reaches(trace) if not _shows(trace, each)]
    judged, breaches = 0, []
    groups: dict[tuple[str | None, tuple[tuple[str, str], ...]], list[Reach]] = {}
    for each in found:
        place = (each.exchange.asked.identity, tuple(sorted(each.exchange.path_values.items())))
        groups.setdefault(place, []).append(each)
    for group in groups.values():
        beside = controls(trace, group[0])
        if not beside or not let_in(trace, group[0].exchange):
            continue
        judged += 1
        told = _difference(trace, [each.exchange for each in group], beside)
        if told:
            whose = "of another organisation" if group[0].foreign else "that the caller may not see"
            message = f"For a row {whose} {told}, for one that is not there: the caller learns that it is there."
            breaches.append(Breach(message, (group[0].witness, group[0].exchange, beside[0])))
    evidence = {"foreign": sum(each.foreign for each in found), "hidden": sum(not each.foreign for each in found)}
    missing = _missing(trace)
    doubt = None if judged else silence(trace, "whether rows can be told apart is not known")
    return Judgement(judged, tuple(breaches), evidence, doubt, NONE_REFUSED, missing)


def _difference(trace: Trace, asked: list[Exchange], beside: list[Exchange]) -> str | None:
    """What tells the answers to two kinds of requests apart, in words; None where nothing does, each time."""
    own, other = ([_answer(trace.contract, each) for each in many] for many in (asked, beside))
    hiding = trace.contract.semantics.policy["existence_hiding"]
    if hiding == 403 and all(each["the status"] == 403 for each in own):
        # The policy tells the caller that the row is there.
        return None
    for part in own[0]:
        here, there = ({repr(each[part]) for each in many} for many in (own, other))
        sure = part in FIRM or (len(own) > 1 and len(other) > 1)
        if sure and len(here) == len(there) == 1 and here != there:
            return f"{part} is {own[0][part]!r}, and {other[0][part]!r}"
    return None


def is_alike(contract: Contract, one: Exchange, other: Exchange) -> bool:
    """Whether two answers tell the same, but for the ids they were asked with."""
    return _answer(contract, one) == _answer(contract, other)


def _answer(contract: Contract, exchange: Exchange) -> Mapping[str, Any]:
    """What an answer tells, the ids it was asked with taken out."""
    error, document = read_error(contract, exchange), exchange.document
    details = None if error is None or error.details is None else error.details
    return {
        "the status": exchange.status,
        "the code": error.code if error else None,
        "the message": _plain(error.message, exchange) if error else None,
        "the detail": None
        if details is None
        else [(each.loc, each.kind, _plain(each.text, exchange)) for each in details],
        "the body's shape": sorted(document) if isinstance(document, Mapping) else type(document).__name__,
        "the set of headers": sorted(telling(exchange)),
    }


def _plain(text: Any, exchange: Exchange) -> Any:
    if not isinstance(text, str):
        return text
    for name, value in exchange.path_values.items():
        text = text.replace(value, f"{{{name}}}")
    return text


def _kept(trace: Trace) -> Judgement:
    """AU-06: a row of one organisation is shown to no identity of another."""
    judged, breaches, undecided = 0, [], 0
    for reach in reaches(trace):
        if not reach.foreign:
            continue
        shown = _shows(trace, reach)
        refused = not shown_rows(reach.exchange)
        if not shown and not (refused and let_in(trace, reach.exchange)):
            undecided += not refused
            continue
        judged += 1
        if shown:
            who = reach.exchange.asked.identity
            message = f"{who} asks for a row of another organisation by its id, and gets it: {reach.exchange.status}."
            rules = tenancy(trace.operation, trace.contract)
            breaches.append(Breach(message, (reach.witness, reach.exchange), rules))
    evidence = {"foreign": judged, "undecided": undecided, "organizations": len(organizations(trace))}
    doubt = None if judged else silence(trace, "whether another organisation's rows are kept is not known")
    unasked = LONE if len(organizations(trace)) < 2 else None
    return Judgement(judged, tuple(breaches), evidence, doubt, NONE_KNOWN, unasked)


def _shows(trace: Trace, reach: Reach) -> bool:
    """Whether the answer surely shows the row, or rows of the parent, that the request was not to reach."""
    own, witness = sight_of(reach.exchange), sight_of(reach.witness)
    if not reach.foreign or own is None or witness is None:
        return False
    organization = organization_of(reach.exchange) or ""
    for key, row in zip(own.keys, own.rows, strict=True):
        if is_elsewhere(own.resource, row, organization):
            return True
        if owner_of(own.resource, row) == organization:
            continue
        other = witness.row(key) if key is not None else None
        if key is None and row in witness.rows and any(is_unique(value) for value in row.values()):
            return True
        if key is not None and other is not None and is_same(key, row, other):
            return True
    return False


def _guarded(trace: Trace) -> Judgement:
    """SC-01: the organisation's header leads into no organisation but one's own.

    That somebody is a member of one organisation alone is what an identities file suggests, and does not say.
    """
    judged, breaches = 0, []
    members = organizations(trace) if trace.operation.reads else _writers(trace).keys()
    for each in trace.own:
        own, effect = organization_of(each), organization_in_effect(trace.contract, each)
        strange = own is not None and effect != own and effect in members
        known = let_in(trace, each) if trace.operation.reads else own in _writers(trace, passed=True)
        if not strange or each.noisy or is_edge(each) or each.status == 401 or not known:
            continue
        judged += 1
        if not _refuses(trace, each):
            who, rows = each.asked.identity, len(shown_rows(each))
            what = f"{each.status} with {rows} row{'s' * (rows != 1)}" if rows else str(each.status)
            message = f"{who} names the organisation of another identity and gets {what}; to no member 403 is due."
            breaches.append(Breach(message, (each,)))
    doubt = None if judged else silence(trace, "whether the header is guarded is not known")
    lacking = "no identity was let in for its own organisation first"
    missing = LONE if len(members) < 2 else None
    if not judged and not trace.operation.reads:
        missing = lacking if members else f"no write could be sent: no room, no body that is refused, or {LONE}"
    return Judgement(judged, tuple(breaches), {"strange": judged}, doubt, lacking, missing)


def _writers(trace: Trace, passed: bool = False) -> Mapping[str, Exchange]:
    """The organisations whose own identities sent a write, each with one of these.

    Args:
        passed: whether it came past the gate.
    """
    own = (each for each in trace.own if each.asked.method == trace.operation.method)
    return {
        whose: each
        for each in own
        if (whose := organization_of(each)) and organization_in_effect(trace.contract, each) == whose
        if not passed or (not each.noisy and each.status not in (401, 403) and (each.status or 0) < 500)
    }


def _refuses(trace: Trace, exchange: Exchange) -> bool:
    """Whether an answer for another organisation may be one to somebody who is no member of it."""
    status, order = exchange.status or 0, trace.contract.semantics.policy["precedence"]
    if status == 404 and "{" in trace.operation.path:
        return bool(order.index("resource") < order.index("organization"))
    return status == 403 or status >= 500


def _missing(trace: Trace) -> str | None:
    """What the run was not given to ask for rows that are not for the caller."""
    named = rows_named(trace.operation, trace.contract).values()
    if any(each.scope for each in named):
        return LONE if len(organizations(trace)) < 2 else None
    lists = [each for resource in named for each in all_lists(resource, trace.contract)]
    if lists and not any(each.operation in lists for each in trace.exchanges):
        return f"nobody may call {lists[0].label}, which shows the rows that others may not see (--identities)"
    return None


def names_scoped(operation: Operation, contract: Contract) -> str | None:
    """Applies where a path names a row of an organisation."""
    if behaviour_of(operation) is None:
        return "the operation shows no rows"
    scoped = any(each.scope for each in rows_named(operation, contract).values())
    return None if scoped else "the path names no row of an organisation"


def _names_unseen(operation: Operation, contract: Contract) -> str | None:
    if behaviour_of(operation) is None:
        return "the operation shows no rows"
    named = rows_named(operation, contract)
    if not any(absent(contract, operation, name) for name in named):
        return "the path names no row"
    hides = any(sees_visible(operation, each) and any(all_lists(each, contract)) for each in named.values())
    scoped = any(each.scope for each in named.values())
    return None if scoped or hides else "the path names no row that some callers may not see"


def _takes_organization(operation: Operation, contract: Contract) -> str | None:
    header = contract.semantics.access.organization
    makes = operation.behaviour is not None and operation.behaviour.kind == "create" and operation.body is not None
    if not (operation.reads or makes) or operation.security != "required":
        return "the operation is not asked as a member of an organisation"
    if has_effects_outside(operation):
        return "it has effects outside the deployment, and is not sent for somebody else"
    return None if header and operation.parameter("header", header) else "the operation takes no organisation"


INVARIANTS = (
    Invariant(
        id="AU-05",
        family="scoping",
        title="a row that is not for the caller is as if it were not there",
        rules=("existence_hiding",),
        judge=_unseen,
        applies=_names_unseen,
        source="policy existence_hiding",
        tier="T4",
    ),
    Invariant(
        id="AU-06",
        family="scoping",
        title="a row of one organisation is shown to no identity of another",
        rules=("attested",),
        judge=_kept,
        applies=names_scoped,
        source="x-resources, scope",
        implies=("SC-05",),
        tier="T4",
    ),
    Invariant(
        id="SC-01",
        family="scoping",
        title="the organisation's header opens no organisation but the caller's own",
        rules=("inferred",),
        judge=_guarded,
        applies=_takes_organization,
        source="x-access, organization; RFC 9110, section 15.5.4",
        tier="T4",
    ),
)
