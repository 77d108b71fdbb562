"""A request that shows a failure, made smaller: fewer parameters, shorter texts, the known row in its path, and of
its body what a valid draft has.

It decides what to try next, and never what counts as the same failure: whoever asks says that.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from contracts import Operation
from suites.conformance.freshness import object_in, retagged, written
from suites.shrinking import halves, shorter, simplest
from suites.traffic import Asked, Exchange, target_of

TAG = "*"  # stands for whatever tag a text has


@dataclass(frozen=True, slots=True)
class Usual:
    """What a request has where nothing is wrong with it.

    Args:
        operation: the one that is asked.
        path: values of the path that name a known row.
        kept: headers, in lower case, that say who asks and for whom, and what the body is.
        body: a valid body; None where none is known.
        needed: the properties that a body must have.
        run: what every tag of the run starts with: a body that is sent again has another one.
    """

    operation: Operation
    path: Mapping[str, str]
    kept: frozenset[str]
    body: Mapping[str, Any] | None = None
    needed: frozenset[str] = frozenset()
    run: str = ""


def shrink(exchange: Exchange, usual: Usual, attempt: Callable[[Exchange], Exchange | None]) -> Exchange:
    """The smallest request found that shows the same failure, as it was last sent.

    Args:
        usual: what a request has where nothing is wrong with it.
        attempt: sends a request; the exchange if it shows the same failure, else None.
    """

    def simpler(found: Exchange) -> Iterator[Exchange]:
        return (replace(found, asked=asked) for asked in _smaller(found, usual))

    def mark(form: Exchange) -> str:
        return _mark(form.asked, usual.run)

    return simplest(exchange, simpler, attempt, mark, mark(exchange))


def _mark(asked: Asked, run: str) -> str:
    body = object_in(asked.body)
    return repr((asked.target, asked.headers, asked.body if body is None else retagged(body, run, TAG)))


def _smaller(exchange: Exchange, usual: Usual) -> Iterator[Asked]:
    asked = exchange.asked
    query = asked.query
    yield from (_with_query(asked, query[:place] + query[place + 1 :]) for place in range(len(query)))
    for place, (name, _) in enumerate(asked.headers):
        if name.lower() not in usual.kept:
            yield replace(asked, headers=asked.headers[:place] + asked.headers[place + 1 :])
    known = {**exchange.path_values}
    for name, value in usual.path.items():
        if known.get(name) not in (None, value):
            rest = asked.target.partition("?")[2]
            target = target_of(usual.operation, {**known, name: value})
            yield replace(asked, target=f"{target}?{rest}" if rest else target)
    for place, (name, value) in enumerate(query):
        for text in shorter(value):
            yield _with_query(asked, (*query[:place], (name, text), *query[place + 1 :]))
    body = object_in(asked.body)
    if body is not None:
        yield from (replace(asked, body=written(each)) for each in _smaller_bodies(body, usual))


def _smaller_bodies(body: Mapping[str, Any], usual: Usual) -> Iterator[Mapping[str, Any]]:
    """The body with what is unusual as usual, then without properties, many at once first, then with shorter texts."""
    valid = usual.body or {}
    unusual = [
        name
        for name in body
        if name in valid and retagged(body[name], usual.run, TAG) != retagged(valid[name], usual.run, TAG)
    ]
    for part in halves(unusual):
        yield {**body, **{name: valid[name] for name in part}}
    spare = [name for name in body if name not in usual.needed]
    for part in (*halves([name for name in spare if name not in unusual]), *halves(spare)):
        yield {name: value for name, value in body.items() if name not in part}
    for name in unusual:
        for text in shorter(body[name]) if isinstance(body.get(name), str) else ():
            yield {**body, name: text}


def _with_query(asked: Asked, query: tuple[tuple[str, str], ...]) -> Asked:
    path = asked.target.partition("?")[0]
    return replace(asked, target=f"{path}?{urlencode(query, quote_via=quote)}" if query else path)
