"""The family `scoping`, filters and cursors: neither leads a caller to rows that it may not see.

Pure: each function judges a trace and asks nothing.
"""

from collections.abc import Iterator, Sequence

from contracts import Contract, ExpressionError, Operation, parse_filter
from suites.evidence.pages import Page, key_of, pages
from suites.invariants.invariant import Invariant, lists, walks_forward
from suites.invariants.scoping_lists import is_within, own_pages, strange_rows
from suites.invariants.scoping_sights import (
    LONE,
    Row,
    Sight,
    all_lists,
    behaviour_of,
    is_hidden,
    is_own,
    let_in,
    may_see_all,
    organization_of,
    organizations,
    seen_by_all,
    sees_visible,
    sights,
    silence,
    tenancy,
)
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement, Rules


def _narrow(trace: Trace) -> Judgement:
    """FI-22: no filter shows a row that the caller is not shown without it."""
    seen, judged, breaches = sights(trace), 0, []
    own = own_pages(trace)
    for page in own:
        if not page.selection.filter:
            continue
        bare = {key for each in own if _same_but_filter(each, page) for key in each.keys}
        judged += _knows_others(trace, page, seen)
        wide = next((told for told in _wider(trace, page, seen) if key_of(told[0], page.key) not in bare), None)
        if wide:
            row, why, other, rules = wide
            message = f"Filtered by {page.selection.filter!r}, the list shows {page.exchange.asked.identity} {why}."
            shown = (page.exchange, *((other.exchange,) if other else ()))
            breaches.append(Breach(message, shown, rules, (row.get(page.key or ""),)))
    breaches += [_private(each) for each in trace.own if each.status == 200 and _names_private(trace, each)]
    doubt = None if judged else silence(trace, "what a filter may show is not known")
    return Judgement(judged, tuple(breaches), {"filters": judged}, doubt, _unknown(trace), _unequipped(trace))


def _same_but_filter(one: Page, page: Page) -> bool:
    other = page.selection
    mine = one.selection
    return not mine.filter and (mine.identity, mine.organization, mine.path) == (
        other.identity,
        other.organization,
        other.path,
    )


Wider = tuple[Row, str, Sight | None, Rules]


def _wider(trace: Trace, page: Page, seen: Sequence[Sight]) -> Iterator[Wider]:
    """The rows of a page that its caller may not see, and why each is one."""
    found = behaviour_of(trace.operation)
    if found is None:
        return
    behaviour, resource = found
    for row, other in strange_rows(trace, page, seen):
        yield row, "a row of another organisation", other, tenancy(trace.operation, trace.contract)
    for row in page.items:
        if sees_visible(trace.operation, resource) and is_hidden(resource, row):
            rules = ("inferred",) if may_see_all(page.exchange, resource, trace.contract) else ("attested",)
            yield row, "a row that visibility hides", None, rules
        for within in behaviour.within:
            if within.property in row and not is_within(within, page.exchange, row):
                yield row, f"a row of another {within.parameter} than asked for", None, ("attested",)


def _knows_others(trace: Trace, page: Page, seen: Sequence[Sight]) -> bool:
    """Whether rows are known that a filter could have shown and must not."""
    found, organization = behaviour_of(trace.operation), organization_of(page.exchange)
    if found is None:
        return False
    resource = found[1]
    if resource.scope:
        return any(
            each.resource is resource and each.organization not in (None, organization) and each.rows for each in seen
        )
    return any(is_hidden(resource, row) for each in seen_by_all(trace, resource) for row in each.rows)


def _names_private(trace: Trace, exchange: Exchange) -> bool:
    """Whether a filter names a property that no response shows."""
    found = behaviour_of(trace.operation)
    listing = found[0].listing if found else None
    texts = exchange.asked.values(listing.filter) if listing and listing.filter else ()
    if found is None or len(texts) != 1:
        return False
    try:
        parse_filter(texts[0], found[1].fields)
    except ExpressionError:
        return texts[0].partition("=")[0].strip() in found[1].private
    return False


def _private(exchange: Exchange) -> Breach:
    message = "A filter on a property that no response shows is taken: 200; what it holds can be found out."
    return Breach(message, (exchange,), ("inferred",))


def _unequipped(trace: Trace) -> str | None:
    """What the run was not given to know of rows that a filter must not show."""
    found = behaviour_of(trace.operation)
    if found and found[1].scope:
        return LONE if len(organizations(trace)) < 2 else None
    behind = list(all_lists(found[1], trace.contract)) if found else []
    if behind and not any(each.operation in behind and each.status not in (401, 403) for each in trace.exchanges):
        return f"nobody may call {behind[0].label}, which shows the rows that others may not see (--identities)"
    return None


def _unknown(trace: Trace) -> str:
    found = behaviour_of(trace.operation)
    if found and found[1].scope:
        return "no row of another organisation is known that a filter could show (`known` in --identities)"
    return "no row is there that the caller may not see"


def _bound(trace: Trace) -> Judgement:
    """CU-03: a cursor of one organisation gives another's identity none of its rows."""
    seen, judged = sights(trace), 0
    breaches: list[Breach] = []
    read = pages(trace)
    given: dict[str, set[str | None]] = {}
    for page in read:
        for link in (page.body.first, page.body.next, page.body.previous):
            if link is not None:
                given.setdefault(link, set()).add(organization_of(page.exchange))
    listing = trace.operation.behaviour.listing if trace.operation.behaviour else None
    by_number = {page.exchange.number: page for page in read}
    for each in trace.own:
        sent = each.asked.values(listing.cursor) if listing and listing.cursor else ()
        own = organization_of(each)
        owners = given.get(sent[0], set()) if len(sent) == 1 else set()
        strange = own and owners and not owners & {own, None} and is_own(trace.contract, each)
        if not strange or each.noisy or not let_in(trace, each):
            continue
        judged += 1
        breaches += _led(trace, each, by_number.get(each.number), seen)
    doubt = None if judged else silence(trace, "what a cursor gives is not known")
    lacking = "no list of one organisation has a second page whose cursor another could send"
    unasked = LONE if len(organizations(trace)) < 2 else None
    return Judgement(judged, tuple(breaches), {"cursors": judged}, doubt, lacking, unasked)


def _led(trace: Trace, exchange: Exchange, page: Page | None, seen: Sequence[Sight]) -> Iterator[Breach]:
    if page is None:
        return
    who = exchange.asked.identity
    for row, other in strange_rows(trace, page, seen):
        key = row.get(page.key or "")
        message = f"{who} sends another organisation's cursor and is shown its row {key}."
        shown = (exchange, *((other.exchange,) if other else ()))
        yield Breach(message, shown, tenancy(trace.operation, trace.contract), (key,))
        return
    if trace.contract.semantics.policy["cursor_arguments"] == "reject":
        message = f"{who} sends another organisation's cursor and gets a page of its own rows; a refusal is due."
        yield Breach(message, (exchange,), ("cursor_arguments",))


def _filters(operation: Operation, contract: Contract) -> str | None:
    found, reason = behaviour_of(operation), lists(operation, contract)
    if reason or found is None:
        return reason or "the operation answers no pages"
    behaviour, resource = found
    if behaviour.listing is None or not behaviour.listing.filter:
        return "the list takes no filter"
    seen = resource.visibility
    shown = seen is not None and seen.property in resource.properties and sees_visible(operation, resource)
    hides = shown and any(all_lists(resource, contract))
    return None if resource.scope or hides else "no row is known that some callers may not see"


def _pages_scoped(operation: Operation, contract: Contract) -> str | None:
    found, reason = behaviour_of(operation), walks_forward(operation, contract)
    return reason or (None if found and found[1].scope else "its rows are of no organisation")


INVARIANTS = (
    Invariant(
        id="FI-22",
        family="scoping",
        title="no filter shows a row that the caller may not see",
        rules=("attested",),
        judge=_narrow,
        applies=_filters,
        source="x-resources, scope and visibility",
        implies=("SC-03", "SC-05"),
        tier="T4",
    ),
    Invariant(
        id="CU-03",
        family="scoping",
        title="a cursor opens no rows of the organisation it was made for",
        rules=("attested", "cursor_arguments"),
        judge=_bound,
        applies=_pages_scoped,
        source="AIP-158; policy cursor_arguments",
        implies=("SC-05",),
        tier="T4",
    ),
)
