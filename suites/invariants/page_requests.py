"""What a list promises of how it may be asked: the domain of its limit, and spellings that mean the same. Pure."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from contracts import Contract, Misspelt, read_text
from suites.evidence.limits import Limits, limits_of
from suites.evidence.pages import Page
from suites.evidence.passages import agree, judgement
from suites.evidence.proxies import is_edge
from suites.evidence.study import Study, study
from suites.expectations import beyond_size, refused_with, turned_away
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement, Rules

OK = 200
LARGEST_INTEGER = 2**63 - 1  # beyond it a limit may be refused as no integer, whatever becomes of large ones
# What a URL's query does not carry as it stands (RFC 3986, section 3.4), or turns into something else.
UNSAFE = re.compile(r"[^!-~]|[\"#%&+<>\\^`{|}]")


def limit_domain(trace: Trace) -> Judgement:
    """PG-09: a limit outside its domain is refused, or taken as the policy says, and never exceeds the largest page."""
    known, limits = study(trace), limits_of(trace.operation, trace.contract)
    asked = 0
    breaches: list[Breach] = []
    for exchange in trace.own if limits else ():
        sent = exchange.asked.values(limits.parameter.name) if limits else ()
        kind = _outside(trace.contract, limits, sent) if limits and sent else None
        if limits is None or kind is None or not _otherwise_plain(exchange, limits) or not _read(trace, exchange):
            continue
        asked += 1
        breaches += (replace(each, about=(kind,)) for each in _mistaken(known, exchange, limits, kind, sent))
    return judgement(known, breaches, asked, "no limit outside its domain was sent", values=asked)


def _read(trace: Trace, exchange: Exchange) -> bool:
    """Whether the answer is one to the limit: neither a failure, which ST-01 tells, nor a caller turned away."""
    return not exchange.noisy and (exchange.status or 0) < 500 and not turned_away(trace, exchange)


def _otherwise_plain(exchange: Exchange, limits: Limits) -> bool:
    return exchange.asked.method == "GET" and all(name == limits.parameter.name for name, _ in exchange.asked.query)


def _outside(contract: Contract, limits: Limits, sent: tuple[str, ...]) -> str | None:
    """How texts sent for the limit leave its domain; None where they do not."""
    if len(sent) > 1:
        return None if contract.semantics.policy["repeated_query_parameter"] == "any" else "repeated"
    if sent[0] == "":
        return "empty"
    try:
        value = read_text(contract, limits.parameter, sent)
    except Misspelt as error:
        if error.kind in ("minimum", "exclusiveMinimum"):
            return "under"
        number = int(sent[0]) if re.fullmatch(r"-?[1-9][0-9]*", sent[0]) else 0
        over = error.kind == "maximum" or abs(number) > LARGEST_INTEGER
        return ("over" if number > 0 else "under") if over else "spelling"
    if isinstance(value, int) and limits.maximum is not None and value > limits.maximum:
        return "over"
    return "under" if isinstance(value, int) and value < limits.minimum else None


# What the policy keeps its answer under, by the way a limit leaves its domain.
KEYS = {"over": "limit_over_max", "under": "limit_under_min", "repeated": "repeated_query_parameter"}


def _mistaken(known: Study, exchange: Exchange, limits: Limits, kind: str, sent: tuple[str, ...]) -> Iterator[Breach]:
    policy = known.trace.contract.semantics.policy
    due = policy[KEYS[kind]] if kind in KEYS else "reject"
    refused = refused_with(known.trace.contract, known.trace.operation, "validation_status")
    name = f"{limits.parameter.name}={'&'.join(sent)[:30]}"
    rules: Rules = (KEYS[kind],) if kind in KEYS else ("inferred",) if kind == "empty" else ("attested",)
    page = next((each for each in known.pages if each.exchange is exchange), None)
    huge = kind in ("over", "under") and not -LARGEST_INTEGER <= int(sent[0]) <= LARGEST_INTEGER
    if page is not None and limits.maximum is not None and len(page.items) > limits.maximum:
        message = f"{name} gives {len(page.items)} rows; the largest page holds {limits.maximum}."
        yield Breach(message, (exchange,), ("attested",))
    elif due == "reject" and exchange.status == OK:
        yield Breach(f"{name} is taken, and should be refused with {refused[0]}.", (exchange,), rules)
    elif due == "reject" and exchange.status not in refused:
        message = f"{name} is answered {exchange.status} instead of {refused[0]}."
        yield Breach(message, (exchange,), (*rules, "validation_status"))
    elif due != "reject" and page is None and not (huge and exchange.status in refused):
        yield Breach(f"{name} is answered {exchange.status}, and should give a page.", (exchange,), rules)
    elif page is not None:
        yield from _oversized(page, limits, kind, str(due), name, rules)


def _oversized(page: Page, limits: Limits, kind: str, due: str, name: str, rules: Rules) -> Iterator[Breach]:
    """A limit under the minimum that is taken as another than the policy says."""
    allowed = limits.minimum if due == "clamp" else limits.default
    if kind == "under" and len(page.items) > allowed:
        yield Breach(f"{name} gives {len(page.items)} rows, and at most {allowed} are due.", (page.exchange,), rules)


def cursors_survive(trace: Trace) -> Judgement:
    """PG-13: a cursor is short and safe in a URL, and means the same percent-encoded or not."""
    known, policy = study(trace), trace.contract.semantics.policy
    breaches, cursors = [], 0
    for page in known.pages:
        for cursor in filter(None, (page.body.first, page.body.next, page.body.previous)):
            cursors += 1
            if len(cursor) > policy["cursor_max_length"]:
                message = f"A cursor is {len(cursor)} characters long; at most {policy['cursor_max_length']} are due."
                breaches.append(Breach(message, (page.exchange,), ("cursor_max_length",)))
            unsafe = UNSAFE.search(cursor) if policy["cursor_form"] == "token" else None
            if unsafe:
                message = f"A cursor holds {unsafe.group()!r}, which a URL does not carry as it stands."
                breaches.append(Breach(message, (page.exchange,), ("inferred",)))
    pairs = list(_spelt_otherwise(trace, with_cursor=True))
    breaches += [breach for one, other in pairs for breach in _unlike(known, one, other, "A percent-encoded cursor")]
    return judgement(known, breaches, cursors, "no page had a link", cursors=cursors, compared=len(pairs))


def spellings_agree(trace: Trace) -> Judgement:
    """PG-14: the order of parameters and the way blanks are encoded change nothing."""
    known = study(trace)
    breaches, compared = [], 0
    for one, other in _spelt_otherwise(trace, with_cursor=False):
        compared += 1
        plus = "+" in one.asked.target.partition("?")[2] or "+" in other.asked.target.partition("?")[2]
        what = "A blank written as +" if plus else "Another order of parameters"
        rules: Rules = ("inferred",) if plus else ("law",)
        breaches += _unlike(known, one, other, what, rules)
    return judgement(known, breaches, compared, "no request was sent in two spellings", compared=compared)


def _spelt_otherwise(trace: Trace, with_cursor: bool) -> Iterator[tuple[Exchange, Exchange]]:
    """Pairs of requests that say the same in other characters."""
    listing = trace.operation.behaviour.listing if trace.operation.behaviour else None
    groups: dict[object, list[Exchange]] = {}
    for exchange in trace.own:
        asked = exchange.asked
        cursor = bool(listing and listing.cursor and asked.values(listing.cursor))
        # Of two spellings one may be longer than the deployment takes.
        heard = not exchange.noisy and not is_edge(exchange) and not beyond_size(trace.contract, exchange)
        if asked.method == "GET" and heard and cursor == with_cursor and asked.query:
            groups.setdefault((asked.path, asked.identity, tuple(sorted(asked.query))), []).append(exchange)
    for group in groups.values():
        yield from ((one, other) for one, other in combinations(group, 2) if one.asked.target != other.asked.target)


def _unlike(known: Study, one: Exchange, other: Exchange, what: str, rules: Rules = ("law",)) -> list[Breach]:
    if one.status != other.status:
        return [Breach(f"{what} is answered {other.status} instead of {one.status}.", (one, other), rules)]
    pages = {page.exchange.number: page for page in known.pages}
    left, right = pages.get(one.number), pages.get(other.number)
    core = known.universe(left, right) if left and right else None
    if left is None or right is None or core is None or core.doubt or agree(known, left, right, core):
        return []
    return [Breach(f"{what} gives another page.", (one, other), rules)]
