"""Uses cursors badly: changed, cut, made up, with another filter or order, of another list, empty and twice.

Ten requests, where nothing is spared about 40; and a few good ones where a bad one was not refused.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from contracts import Comparison, FieldType, Operation, Operator, UnreadableValue, print_filter, read_cell
from suites.evidence.limits import limits_of
from suites.evidence.orders import Row
from suites.evidence.pages import Page, page_of, read_page
from suites.inputs.samples import required_query
from suites.inquiry import Inquiry
from suites.invariants.cursor_forms import decode, readable
from suites.invariants.cursor_secrets import TELLING
from suites.invariants.invariant import walks_forward
from suites.probes.cursors_forging import forgeries
from suites.probes.projection_walks import first_rows
from suites.probes.walking import Walker, Way
from suites.subjects import Subject
from suites.traffic import Exchange

OK = 200
LISTS = 2  # other lists that are looked at for a link
SECRET = 8  # characters of a token that stands nowhere by chance
SPREAD = 5  # kinds of forged cursors that lists take turns in, beside those that each is asked
WALKED = 3  # pages: a forged cursor is made from one that leads to the third


def ask(inquiry: Inquiry) -> Mapping[str, Any] | None:
    """Asks for a few pages, and then with their cursors for what they are no good for."""
    if walks_forward(inquiry.operation, inquiry.contract):
        return None
    walker, every = Walker(inquiry), inquiry.profile.every
    rows = first_rows(walker)
    several = every or inquiry.contract.semantics.policy["repeated_query_parameter"] in ("first", "last")
    way = replace(walker.sized("", rows) or Way(limit=walker.largest), most=WALKED if several else 1)
    walked = walker.walk(way)
    links = [page.body.next for page in walked if page.body.next]
    if not links:
        return None
    forged = forgeries(links, inquiry.contract.semantics.policy["cursor_max_length"], inquiry.random)
    others = forged.others if every else forged.others[:SPREAD]
    sent = [_raw(walker, way, text) for text in (*forged.first, *inquiry.some(others, 1))]
    if every or any(each.status == OK for each in sent):
        _raw(walker, way, forged.low)
        walker.follow(replace(way, most=WALKED), walked[0])
        walker.page(way)
    _other_arguments(walker, way, rows, links)
    _use_elsewhere(walker, way, rows, links[0])
    _empty(walker, way, walked[0])
    name = walker.listing.cursor or ""
    for other in dict.fromkeys((links[0], links[-1])) if several else links[:1]:
        _send(walker, (*walker.query(way), (name, links[0]), (name, other)))
    return {TELLING: _telling(inquiry, links)}


def _empty(walker: Walker, way: Way, first: Page) -> None:
    """An empty cursor; and the first page once more where it gives another one."""
    page = page_of(_raw(walker, way, ""), walker.inquiry.operation, walker.inquiry.contract)
    if page is not None and page.keys != first.keys:
        walker.page(way)


def _raw(walker: Walker, way: Way, cursor: str) -> Exchange:
    return _send(walker, (*walker.query(way), (walker.listing.cursor or "", cursor)))


def _send(walker: Walker, query: Sequence[tuple[str, str]]) -> Exchange:
    """One request; a refusal is an answer, and is not asked for again."""
    return walker.inquiry.get(*query)


def _other_arguments(walker: Walker, way: Way, rows: Sequence[Row], links: Sequence[str]) -> None:
    """Another filter and another order than the cursor's own, at length both ways; and the default order in words."""
    behaviour, every = walker.inquiry.operation.behaviour, walker.inquiry.profile.every
    for other in (*_filtered(walker, way, rows), *_ordered(walker, way)):
        _send(walker, walker.query(other, links[0]))
        page = walker.page(other) if every else None
        if page and page.body.next:
            _raw(walker, way, page.body.next)
    default = behaviour.order if behaviour and walker.listing.order and every else None
    ranking = walker.ranking("") if default else None
    if default and ranking and all(walker.may_order_by(name) for name in ranking.names):
        _send(walker, walker.query(replace(way, order=default), links[0]))


def _filtered(walker: Walker, way: Way, rows: Sequence[Row]) -> Iterator[Way]:
    """All rows but one: a filter that leaves a second page."""
    field = walker.resource.fields.get(walker.resource.key)
    if not walker.listing.filter or field is None or field.type is None or not rows:
        return
    try:
        value = read_cell(field.type or FieldType.STRING, rows[-1], field.name)
    except UnreadableValue:
        return
    if value is not None:
        yield replace(way, filter=print_filter(Comparison(field.name, Operator.NE, value)))


def _ordered(walker: Walker, way: Way) -> Iterator[Way]:
    """Another order than the default one: by the key, else by whatever may be sorted by."""
    if not walker.listing.order:
        return
    names = [each.name for each in walker.resource.fields.values() if each.sortable]
    ranking = walker.ranking("")
    first = ranking.order.keys[0] if ranking and ranking.order.keys else None
    key = walker.resource.key
    wished = [name for name in (key, *names) if name in names and not (first and name == first.field)]
    if wished:
        yield replace(way, order=f"{wished[0]}:asc")


def _elsewhere(inquiry: Inquiry) -> str | None:
    """A link of another list that who asks may see, of the same resource if there is one."""
    own = inquiry.operation
    resource = own.behaviour.resource if own.behaviour else None
    found = [each for each in inquiry.contract.operations if each.label != own.label and _may_list(inquiry, each)]
    found.sort(key=lambda each: not (each.behaviour and each.behaviour.resource == resource))
    for each in found[:LISTS]:
        subject = inquiry.subjects.of(each)
        if not isinstance(subject, Subject):
            continue
        limits = limits_of(each, inquiry.contract)
        limit = (limits.parameter.name, str(max(limits.minimum, 1))) if limits else None
        query = (*required_query(inquiry.contract, each), *([limit] if limit else []))
        body = read_page(each, inquiry.courier.ask(each, subject.path, query, inquiry.identity).document)
        if body and body.next:
            return body.next
    return None


def _may_list(inquiry: Inquiry, operation: Operation) -> bool:
    may = operation.role in (None, inquiry.operation.role) and inquiry.courier.target.may_ask(operation)
    return may and walks_forward(operation, inquiry.contract) is None


def _another_path(inquiry: Inquiry, rows: Sequence[Row]) -> Mapping[str, str] | None:
    """Path values of another parent: that of a row, where all parents are asked for, else one that is known."""
    subject, behaviour = inquiry.subject, inquiry.operation.behaviour
    if subject is None or behaviour is None or inquiry.identity is None:
        return None
    for within in behaviour.within:
        here = subject.path.get(within.parameter)
        known = [
            each.get(within.parameter, ()) for each in (inquiry.identity.known, inquiry.courier.target.identities.known)
        ]
        shown = [str(row[within.property]) for row in rows if row.get(within.property) is not None]
        values = (*shown, *(value for each in known for value in each))
        other = next((value for value in values if value != here), None)
        if other is not None:
            return {**subject.path, within.parameter: other}
    return None


def _use_elsewhere(walker: Walker, way: Way, rows: Sequence[Row], link: str) -> None:
    """A cursor of another list here, or this one's under another parent, by turns where both can be."""
    inquiry = walker.inquiry
    path = _another_path(inquiry, rows)
    turns = inquiry.some(("list", "parent"), 1) if path is not None else ("list",)
    if path is not None and "parent" in turns:
        there = inquiry.courier.ask(inquiry.operation, path, walker.query(way), inquiry.identity)
        if there.status == OK:
            inquiry.courier.ask(inquiry.operation, path, walker.query(way, link), inquiry.identity)
        else:
            turns = ("list",)
    foreign = _elsewhere(inquiry) if "list" in turns else None
    if foreign is not None:
        _send(walker, walker.query(way, foreign))


def _telling(inquiry: Inquiry, links: Sequence[str]) -> tuple[str, ...]:
    """The cursors in which anybody can read a token: none of its characters stands in a trace."""
    tokens = [each.token for each in inquiry.courier.target.identities.identities.values() if len(each.token) >= SECRET]
    texts = {link: " ".join(filter(None, (link, readable(link)))) for link in links}
    raw = {link: (decode(link) or b"").decode("latin-1") for link in links}
    return tuple(link for link in links if any(token in texts[link] or token in raw[link] for token in tokens))
