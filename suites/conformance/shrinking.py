"""A request that shows a failure, made smaller: fewer parameters, shorter texts, the known row in its path.

It decides what to try next, and never what counts as the same failure: whoever asks says that.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from urllib.parse import quote, urlencode

from contracts import Operation
from suites.traffic import Asked, Exchange, target_of

SHORT = 20  # characters of a text that a reader takes in at a glance: what is no longer keeps its sense
ATTEMPTS = 20  # requests that one failure may cost to be made smaller


def shrink(
    exchange: Exchange,
    operation: Operation,
    path: Mapping[str, str],
    kept: frozenset[str],
    attempt: Callable[[Exchange], Exchange | None],
) -> Exchange:
    """The smallest request found that shows the same failure, as it was last sent.

    Args:
        path: values of the path that name a known row.
        kept: headers, in lower case, that say who asks and for whom.
        attempt: sends a request; the exchange if it shows the same failure, else None.
    """
    tried = {exchange.asked.target}
    left = ATTEMPTS
    found: Exchange | None = exchange
    while found is not None:
        exchange, found = found, None
        for asked in _smaller(exchange, operation, path, kept):
            mark = f"{asked.target} {asked.headers}"
            if mark in tried or not left:
                continue
            tried.add(mark)
            left -= 1
            found = attempt(replace(exchange, asked=asked))
            if found is not None:
                break
    return exchange


def _smaller(
    exchange: Exchange, operation: Operation, path: Mapping[str, str], kept: frozenset[str]
) -> Iterator[Asked]:
    asked = exchange.asked
    query = asked.query
    yield from (_with_query(asked, query[:place] + query[place + 1 :]) for place in range(len(query)))
    for place, (name, _) in enumerate(asked.headers):
        if name.lower() not in kept:
            yield replace(asked, headers=asked.headers[:place] + asked.headers[place + 1 :])
    known = {**exchange.path_values}
    for name, value in path.items():
        if known.get(name) not in (None, value):
            rest = asked.target.partition("?")[2]
            target = target_of(operation, {**known, name: value})
            yield replace(asked, target=f"{target}?{rest}" if rest else target)
    for place, (name, value) in enumerate(query):
        for shorter in _shorter(value):
            yield _with_query(asked, (*query[:place], (name, shorter), *query[place + 1 :]))


def _shorter(text: str) -> Iterator[str]:
    if "," in text:
        yield text.partition(",")[0]
    if len(text) > SHORT:
        yield from (text[: len(text) // 2], text[len(text) // 2 :])


def _with_query(asked: Asked, query: tuple[tuple[str, str], ...]) -> Asked:
    path = asked.target.partition("?")[0]
    return replace(asked, target=f"{path}?{urlencode(query, quote_via=quote)}" if query else path)
