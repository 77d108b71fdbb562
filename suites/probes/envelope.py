"""Asks for every kind of refusal that an operation has. At most 60 requests an operation.

Harmless on a live system: GET with odd values, and undeclared methods without credentials. An operation that
writes is asked by `envelope_writes`, where the run may.
"""

from collections.abc import Iterator

from suites.absent import absent, rows_named
from suites.inquiry import Inquiry
from suites.probes.asker import BAD_EXPRESSION, Asker, Pairs, asker
from suites.probes.envelope_writes import LANGUAGES, ODDITIES, UNKNOWN_TOKEN, ask_writes

LONG_TARGET = 20_000  # characters: beyond what most servers take
LONG_HEADER = 40_000


def ask(inquiry: Inquiry) -> None:
    """Asks one operation for its refusals."""
    asked = asker(inquiry)
    _elsewhere(asked)
    _abroad(asked)
    if not inquiry.operation.reads:
        ask_writes(asked)
        return
    asked.ask()
    _strangers(asked)
    for query in _bad_queries(asked):
        asked.ask(query)
    _rows(asked)
    _together(asked)
    _again(asked)
    _odd(asked)
    _large(asked)


def _elsewhere(asked: Asker) -> None:
    """Unknown paths and methods."""
    asked.send("GET", f"{asked.target}-absent/none")
    asked.send("GET", "/no-such-path", known=False)
    for method in asked.undeclared_methods()[:2]:
        asked.send(method, asked.target, known=False)


def _abroad(asked: Asker) -> None:
    """An unknown path once more, and in other languages."""
    asked.send("GET", f"{asked.target}-absent/none")
    for language in LANGUAGES:
        asked.send("GET", f"{asked.target}-absent/none", (("Accept-Language", language),))


def _strangers(asked: Asker) -> None:
    asked.ask(known=False)
    asked.ask(known=False, headers=(("Authorization", f"Bearer {UNKNOWN_TOKEN}"),))


def _bad_queries(asked: Asker) -> Iterator[Pairs]:
    """One fault a query."""
    for parameter, text in asked.bad_values():
        if parameter.location == "query":
            yield ((parameter.name, text),)
    for name in asked.expressions():
        yield ((name, BAD_EXPRESSION),)
        yield ((name, ","),)
    cursor = asked.cursor()
    if cursor:
        yield ((cursor, "bm90LWEtY3Vyc29y"),)


def _rows(asked: Asker) -> None:
    """Ids of another type, and ids that no row has."""
    for parameter, text in asked.bad_values():
        if parameter.location == "path":
            asked.ask(path={parameter.name: text})
    _absent(asked)


def _absent(asked: Asker) -> None:
    for name in rows_named(asked.contract, asked.operation):
        if missing := absent(asked.contract, asked.operation, name):
            asked.ask(path={name: missing})


def _together(asked: Asker) -> None:
    """Several faults of one stage in one request."""
    wrong = asked.bad_values()
    query = tuple((each.name, text) for each, text in wrong if each.location == "query")
    path = {each.name: text for each, text in wrong if each.location == "path"}
    if len(query) > 1:
        asked.ask(query)
    if query and path:
        asked.ask(query[:1], path=path)
    if len(path) > 1:
        asked.ask(path=path)


def _again(asked: Asker) -> None:
    """The same bad requests once more, and in other languages."""
    bad = list(_bad_queries(asked))[:2]
    for query in bad:
        asked.ask(query)
    _absent(asked)
    for language in LANGUAGES:
        for query in bad[:1]:
            asked.ask(query, (("Accept-Language", language),))


def _odd(asked: Asker) -> None:
    name = next(iter(asked.expressions()), None) or asked.cursor() or "x-odd"
    for text in ODDITIES:
        asked.ask(((name, text),))
    asked.send("GET", f"{asked.target}?%ff%fe=%zz")


def _large(asked: Asker) -> None:
    asked.ask((("x-long", "a" * LONG_TARGET),))
    asked.ask(headers=(("X-Long", "a" * LONG_HEADER),))
