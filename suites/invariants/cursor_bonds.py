"""What a cursor is bound to: the list, its filter and its order by their meaning; and how one is sent.

Pure: each function judges a trace and asks nothing.
"""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace

from contracts import ExpressionError, Order, parse_filter, parse_order, print_filter, print_order
from suites.evidence.pages import Page, counted, page_of
from suites.evidence.passages import judgement
from suites.evidence.proxies import is_edge
from suites.evidence.study import Study, study
from suites.expectations import foretell
from suites.invariants.cursor_tampering import FAILURE, OK, names_of, wrong_refusal
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement


@dataclass(frozen=True, slots=True)
class Bond:
    """What a request asks of which list: by its meaning, not by its spelling; no order where nothing tells which."""

    operation: str
    path: tuple[tuple[str, str], ...]
    filter: str
    order: str

    def differs(self, other: "Bond") -> tuple[str, ...]:
        """In which of these another one differs, in words."""
        names = ("operation", "path", "filter", "order")
        return tuple(name for name in names if getattr(self, name) != getattr(other, name))


def bound(trace: Trace) -> Judgement:
    """CU-02: a cursor is refused with another list, filter or order, as the policy says, and with no other spelling."""
    known, issued = study(trace), _issued(trace)
    breaches, foreign, same = [], 0, 0
    ways: dict[str, int] = {}
    for exchange, cursor, bond in _used(trace):
        # A cursor that is bound to nothing is given again by the very list that it should not be good for.
        givers = [(each, spelling) for number, each, spelling in issued.get(cursor, ()) if number < exchange.number]
        if not givers:
            continue
        if any(bond == each for each, _ in givers):
            respelt = all(_spelling(exchange, trace) != spelling for _, spelling in givers)
            same += respelt
            breaches += _respelt(exchange) if respelt else []
            continue
        nearest = min((each for each, _ in givers), key=lambda each: len(bond.differs(each)))
        words = bond.differs(nearest)
        if words == ("order",) and not (bond.order and nearest.order):
            continue
        foreign += 1
        ways.update({word: ways.get(word, 0) + 1 for word in words})
        breaches += (replace(each, about=words) for each in _foreign(trace, exchange, words))
    reason = "no cursor was used with other arguments" if known.pages and issued else ""
    return judgement(known, breaches, foreign + same, reason, foreign=foreign, respelt=same, differing=ways)


Spelling = tuple[tuple[str, str], ...]


def _issued(trace: Trace) -> Mapping[str, list[tuple[int, Bond, Spelling]]]:
    """Each cursor that leads on or back, with what the pages that gave it were asked for, and when."""
    found: dict[str, list[tuple[int, Bond, Spelling]]] = {}
    for each in trace.exchanges:
        page = page_of(each, each.operation, trace.contract) if each.operation and each.status == OK else None
        bond = _bond(trace, each)
        for link in (page.body.next, page.body.previous) if page and bond else ():
            if link and bond:
                found.setdefault(link, []).append((each.number, bond, _spelling(each, trace)))
    return found


def _bond(trace: Trace, exchange: Exchange) -> Bond | None:
    """What a request asks for; None where its expressions cannot be read."""
    operation = exchange.operation
    behaviour = operation.behaviour if operation else None
    if operation is None or behaviour is None or behaviour.resource is None or behaviour.listing is None:
        return None
    names, fields = behaviour.listing, behaviour.resource.fields
    query = counted(exchange, names, trace.contract)
    if query is None:
        return None
    text, sort = query.get(names.filter or "", ""), query.get(names.order or "", "")
    usual = behaviour.order if trace.contract.semantics.policy["default_order"] else None
    try:
        tree = print_filter(parse_filter(text, fields)) if text else ""
        order = parse_order(sort or usual, fields, Order(())).total(behaviour.resource.key)
    except ExpressionError:
        return None
    told = print_order(order) if sort or usual else ""
    return Bond(operation.label, tuple(sorted(exchange.path_values.items())), tree, told)


def _spelling(exchange: Exchange, trace: Trace) -> Spelling:
    names = names_of(trace)
    return tuple(pair for pair in exchange.asked.query if pair[0] in (names.filter, names.order))


def _used(trace: Trace) -> Iterator[tuple[Exchange, str, Bond]]:
    """The operation's own requests with one cursor, good otherwise, that were answered."""
    names = names_of(trace)
    for each in trace.own:
        texts = each.asked.values(names.cursor or "")
        bond = _bond(trace, each)
        heard = each.asked.method == "GET" and not each.noisy and not is_edge(each) and each.status not in (401, 403)
        if len(texts) == 1 and texts[0] and bond and heard and not foretell(trace, each).faults:
            yield each, texts[0], bond


def _respelt(exchange: Exchange) -> list[Breach]:
    if exchange.status == OK or (exchange.status or 0) >= FAILURE:
        return []
    message = f"A cursor is refused with {exchange.status} where the same order is spelled out."
    return [Breach(message, (exchange,), ("inferred",))]


def _foreign(trace: Trace, exchange: Exchange, words: tuple[str, ...]) -> list[Breach]:
    """What is wrong with the answer to a cursor that was given for something else."""
    policy, what = trace.contract.semantics.policy["cursor_arguments"], f"A cursor of another {' and '.join(words)}"
    if exchange.status != OK and (policy == "reject" or (exchange.status or 0) >= FAILURE):
        return wrong_refusal(trace, exchange, what)
    if policy == "reject":
        return [Breach(f"{what} is taken, and should be refused.", (exchange,))]
    if exchange.status != OK and not {"operation", "path"} & set(words):
        return [Breach(f"{what} is answered {exchange.status}; cursor_arguments says {policy}.", (exchange,))]
    return []


def empty_cursor(trace: Trace) -> Judgement:
    """CU-05: an empty cursor is as if absent, or refused, as the policy says."""
    known, names = study(trace), names_of(trace)
    absent = trace.contract.semantics.policy["empty_parameter"] == "absent"
    breaches, asked = [], 0
    for each in trace.own:
        answered = not each.noisy and (each.status or 0) < FAILURE and not foretell(trace, each).faults
        if each.asked.values(names.cursor or "") != ("",) or not answered:
            continue
        asked += 1
        page = next((page for page in known.pages if page.exchange is each), None)
        if absent and page is None:
            breaches.append(Breach(f"An empty cursor is answered {each.status}; it is as if absent.", (each,)))
        elif absent and page and _elsewhere(known, page):
            breaches.append(Breach("An empty cursor gives another page than the first.", (each,)))
        elif not absent and page:
            breaches.append(Breach("An empty cursor is taken, and should be refused.", (each,)))
    return judgement(known, breaches, asked, "no empty cursor was sent", asked=asked)


def _elsewhere(known: Study, page: Page) -> bool:
    """Whether a page is not the first one, which showed the same rows each time, before and after."""
    same = [each for each in known.pages if (each.selection, each.limit) == (page.selection, page.limit)]
    firsts = [each for each in same if _begins(each) and each is not page and not _empty(each, known)]
    around = firsts and firsts[0].exchange.number < page.exchange.number < firsts[-1].exchange.number
    return bool(around) and len({each.keys for each in firsts}) == 1 and page.keys != firsts[0].keys


def _begins(page: Page) -> bool:
    return page.cursor is None and not page.backward


def _empty(page: Page, known: Study) -> bool:
    return page.exchange.asked.values(names_of(known.trace).cursor or "") == ("",)


def repeated_cursor(trace: Trace) -> Judgement:
    """CU-08: a cursor sent twice is refused, or the one counts that the policy says."""
    known, names = study(trace), names_of(trace)
    policy = trace.contract.semantics.policy["repeated_query_parameter"]
    breaches, asked = [], 0
    for each in trace.own:
        sent = each.asked.values(names.cursor or "")
        if len(sent) < 2 or each.noisy or is_edge(each) or (each.status or 0) >= FAILURE:
            continue
        asked += 1
        if policy == "reject":
            fault = foretell(trace, each).single
            due = fault.statuses if fault and fault.kind == "repeated" else (each.status,)
            if each.status not in due:
                breaches.append(Breach(f"A cursor sent twice is answered {each.status}; {due[0]} is due.", (each,)))
        else:
            told = _not_counted(known, each, sent[0 if policy == "first" else -1])
            breaches += (
                [Breach(f"Of two cursors the {policy} one counts; the answer is {told}.", (each,))] if told else []
            )
    return judgement(known, breaches, asked, "no cursor was sent twice", asked=asked)


def _not_counted(known: Study, exchange: Exchange, cursor: str) -> str | None:
    """What came instead of the page of a cursor; None where it came, or is not known."""
    page = next((each for each in known.pages if each.exchange is exchange), None)
    if page is None:
        return f"a {exchange.status}"
    alone = [each for each in known.pages if (each.selection, each.limit) == (page.selection, page.limit)]
    wanted = {each.keys for each in alone if each.cursor == cursor and each.exchange is not exchange}
    return "another page" if len(wanted) == 1 and not _as_far(known, page, *wanted) else None


def _as_far(known: Study, page: Page, due: tuple[Hashable, ...]) -> bool:
    """Whether a page shows the rows that are due: as far as the shorter goes, where a page may be short."""
    full = known.trace.contract.semantics.policy["short_pages"] == "forbid"
    size = max(len(page.keys), len(due)) if full else min(len(page.keys), len(due))
    return page.keys[-size:] == due[-size:] if page.backward and size else page.keys[:size] == due[:size]
