"""Asks an operation for each of its statuses, and for the edges between them. A gate asks a read at most 20 times;
deep some 80.

Harmless on a live system: GET, HEAD and OPTIONS with odd values, and undeclared methods without credentials. An
operation that writes is asked by `status_writes`, where the run may.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from contracts import Identity
from suites.inputs.mutations import taken_texts
from suites.inputs.samples import sample
from suites.inquiry import VERB, Inquiry
from suites.probes.asker import BAD_EXPRESSION, Asker, asker
from suites.probes.refused import absent_rows, elsewhere, nobodys, other_method, oversize, single_faults
from suites.probes.status_writes import ACCEPTS, NOTHING, UNDECLARED, ask_writes
from suites.sending.wire import Pairs

MOST_TWICE = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """Two faults of two stages in one request; the caller may be one of them."""

    query: Pairs = ()
    path: Mapping[str, str] = field(default_factory=dict)
    headers: Pairs = ()
    known: bool = True
    identity: Identity | None = None

    def ask(self, asked: Asker) -> None:
        """Asks an operation with both."""
        asked.ask(self.query, self.headers, self.path, self.known, identity=self.identity, anew=False)


def ask(inquiry: Inquiry) -> None:
    """Asks one operation for its statuses."""
    asked = asker(inquiry)
    elsewhere(asked)
    asked.send("OPTIONS", asked.target, known=False)
    other_method(asked)
    if not inquiry.operation.reads:
        ask_writes(asked)
        return
    _plain(asked)
    for each in single_faults(asked):
        each.ask(asked)
    _parameters(asked)
    _twice(asked)
    _pairs(asked)
    oversize(asked)


def _plain(asked: Asker) -> None:
    """The good request, HEAD between two GETs, and what is accepted, of an undeclared parameter beside it."""
    asked.ask()
    if asked.operation.method == "GET":
        asked.ask(method="HEAD")
        if any(asked.inquiry.some((True, *[False] * 7), 1, VERB)):
            asked.ask()
    for accept in asked.inquiry.some(ACCEPTS, 1, VERB):
        _accept(asked, (("Accept", accept),))


def _accept(asked: Asker, headers: Pairs) -> None:
    """What is accepted, and an undeclared parameter: in one request where both may pass, apart where one does not."""
    together = dict(headers)["Accept"] != NOTHING and asked.ask(UNDECLARED, headers)
    if not together or not 200 <= (together.status or 0) < 300:
        asked.ask(headers=headers)
        asked.ask(UNDECLARED)


def _parameters(asked: Asker) -> None:
    """Good values at the bounds of parameters, and missing ones."""
    queried = [each for each in asked.operation.parameters if each.location == "query"]
    values = [(each.name, text) for each in queried for text in taken_texts(asked.contract, each)]
    for name, text in asked.inquiry.some(values, 1):
        asked.ask(((name, text),), instead=(name,))
    for name in sorted({name for name, _ in (*asked.query, *asked.headers)}):
        asked.ask(instead=(name,), anew=False)


def _twice(asked: Asker) -> None:
    """Parameters given twice, each time with a value that is good by itself."""
    required = {name for name, _ in asked.query}
    languages = (*asked.expressions(), asked.cursor())
    free = [each for each in asked.operation.parameters if each.location == "query" and each.name not in required]
    pairs = [(each.name, sample(asked.contract, each)) for each in free if each.name not in languages][:MOST_TWICE]
    ways: list[Pairs] = [((name, text),) for name, text in asked.query]
    ways += [(pair, pair) for pair in pairs]
    ways += [((name, ""), (name, "")) for name in asked.expressions()[:1]]
    for way in asked.inquiry.some(ways, 1):
        asked.ask(way, anew=False)


def _pairs(asked: Asker) -> None:
    """Two faults of two stages in one request."""
    for each in (*_nobodys(asked)[:1], *asked.inquiry.some(tuple(_ways(asked)), 1)):
        each.ask(asked)


def _nobodys(asked: Asker) -> tuple[Pair, ...]:
    """What nobody asks with a wrong parameter, those of the query first."""
    wrong = asked.bad_values() if asked.operation.security == "required" else ()
    token = nobodys(asked.inquiry)
    return tuple(
        Pair(((each.name, text),), headers=token, known=False)
        if location == "query"
        else Pair(path={each.name: text}, headers=token, known=False)
        for location in ("query", "path")
        for each, text in wrong
        if each.location == location
    )


def _ways(asked: Asker) -> Iterator[Pair]:
    wrong = asked.bad_query()
    query = (wrong,) if wrong else ()
    path = {each.name: text for each, text in asked.bad_values() if each.location == "path"}
    expressions = tuple((name, BAD_EXPRESSION) for name in asked.expressions()[:1])
    foreign, rows = asked.nobodys_organization(), dict(absent_rows(asked))
    if query and expressions:
        yield Pair((*query, *expressions))
    if foreign and expressions:
        yield Pair(expressions, headers=foreign)
    if path and expressions:
        yield Pair(expressions, path)
    if rows and (query or expressions):
        yield Pair(query or expressions, rows)
    if foreign and (query or path):
        yield Pair(query, {} if query else path, foreign)
    if foreign and rows:
        yield Pair((), rows, foreign)
    if asked.operation.security == "required":
        yield from _strange(asked, query or expressions, rows)


def _strange(asked: Asker, query: Pairs, rows: Mapping[str, str]) -> Iterator[Pair]:
    """Nobody, and identities that lack the role or show a refusal, with a second fault."""
    if query or rows:
        yield Pair(query, {} if query else rows, known=False)
    for identity in asked.courier.target.identities.identities.values():
        lacking = bool(identity.roles) and not identity.has(asked.operation.role)
        shown = asked.contract.semantics.access.shown.get(identity.shows or "") == "secured"
        if (lacking or shown) and (query or rows):
            yield Pair(query, {} if query else rows, identity=identity)
