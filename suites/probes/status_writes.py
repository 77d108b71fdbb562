"""Asks an operation that writes for each of its statuses. At most 130 requests an operation, 3 of which make a row.

A deployment that takes what it has to refuse makes 2 more before the asking ends. The good requests differ in
several things at once; only where one is refused, each thing is asked by itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from suites.absent import absent, rows_named
from suites.body_mutations import absences, doubled, largest, malformed, misfits, smallest
from suites.drafts import Draft, encode
from suites.probes.asker import Asker, Pairs
from suites.probes.writer import JSON, Writer, writer
from suites.traffic import Exchange

MOST_BODIES = 60  # bodies with one value that is not taken
BEARABLE = 2  # rows of bad requests
LARGE_BODY = 1024 * 1024 + 1  # octets: beyond what a body may have
LONG_TARGET = 20_000
FOREIGN_TYPES = ("text/plain", None, "application/x-www-form-urlencoded")
ACCEPTS = ("application/json", "application/*", "text/html;q=0.4, */*;q=0.1", "application/x-nothing")
UNDECLARED = (("x-undeclared", "1"),)

Filled = Callable[[Draft], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Variant:
    """What is odd about a good request.

    Args:
        body: what becomes of a draft's body; None where nothing does.
    """

    media_type: str = JSON
    query: Pairs = ()
    body: Filled | None = None


def ask_writes(asked: Asker) -> None:
    """Asks one operation that writes for its statuses."""
    made = writer(asked, BEARABLE)
    _good(made)
    _paths_of_rows(made)
    _queries(made)
    _pairs(made)
    _accepts(made)
    if made.takes_body:
        _syntax(made)
        _media_types(made)
        _values(made)
    _large(made)


def _good(made: Writer) -> None:
    """A plain request; then the bounds of what is taken, each with another spelling of the media type."""
    _send(made, Variant())
    asked = made.asked
    ignores = asked.contract.semantics.policy["unknown_query_parameter"] == "ignore"
    query = Variant(query=UNDECLARED)
    upper = Variant(body=lambda draft: largest(asked.contract, asked.operation, draft))
    lower = Variant(body=lambda draft: smallest(asked.contract, asked.operation, draft))
    if not made.takes_body:
        _send(made, query)
        return
    _together(made, Variant(f"{JSON}; charset=utf-8"), upper, *((query,) if ignores else ()))
    _together(made, Variant(JSON.title()), lower)
    if not ignores:
        _send(made, query)


def _together(made: Writer, *variants: Variant) -> None:
    """Asks with all variants in one request; where that is refused, with each by itself."""
    media_type = next((each.media_type for each in variants if each.media_type != JSON), JSON)
    body = next((each.body for each in variants if each.body), None)
    query = tuple(pair for each in variants for pair in each.query)
    answer = _send(made, Variant(media_type, query, body))
    if answer is not None and 400 <= (answer.status or 0) < 500:
        for each in variants:
            _send(made, each)


def _send(made: Writer, variant: Variant) -> Exchange | None:
    draft = made.draft()
    body = variant.body(draft) if variant.body else draft.body
    return made.write(body, variant.media_type, variant.query)


def _paths_of_rows(made: Writer) -> None:
    """Parents that are not there, and ids of another type."""
    for name, text in _absent(made).items():
        made.write(path={name: text})
    for parameter, text in made.asked.bad_values():
        if parameter.location == "path":
            made.write(path={parameter.name: text})


def _absent(made: Writer) -> Mapping[str, str]:
    contract, operation = made.asked.contract, made.asked.operation
    found = {name: absent(contract, operation, name) for name in rows_named(contract, operation)}
    return {name: text for name, text in found.items() if text}


def _queries(made: Writer) -> None:
    """Query values that are refused, and required ones that are left out."""
    for parameter, text in made.asked.bad_values():
        if parameter.location == "query":
            made.write(query=((parameter.name, text),))
    for name, text in made.asked.query:
        if made.asked.contract.semantics.policy["repeated_query_parameter"] == "reject":
            made.write(query=((name, text),))


def _syntax(made: Writer) -> None:
    for body in malformed(made.body()):
        made.write(body)
    wrong = _wrong(made)
    if wrong is not None:
        made.write(doubled(wrong))


def _media_types(made: Writer) -> None:
    """Good bodies of other media types, and one that is wrong too."""
    for media_type in FOREIGN_TYPES:
        made.write(media_type=media_type)
    wrong = _wrong(made)
    if wrong is not None:
        made.write(wrong, "text/plain")


def _accepts(made: Writer) -> None:
    """What is accepted as an answer, of requests that are refused; where none is, one that makes a row."""
    wrong = _wrong(made) if made.takes_body else None
    secured = made.asked.operation.security == "required"
    for accept in ACCEPTS if wrong is not None or secured else ACCEPTS[:1]:
        made.write(wrong, headers=(("Accept", accept),), known=wrong is not None or not secured)


def _values(made: Writer) -> None:
    """Bodies without what they must have, and with values that are not taken."""
    contract, operation = made.asked.contract, made.asked.operation
    if operation.body and operation.body.required:
        made.write(b"")
    for each in (*absences(contract, operation, made.body()), *misfits(contract, operation, made.body())[:MOST_BODIES]):
        made.write(each.body)


def _wrong(made: Writer) -> Mapping[str, Any] | None:
    """A body that is refused; None where no body is."""
    contract, operation, body = made.asked.contract, made.asked.operation, made.body()
    found = (*misfits(contract, operation, body)[:1], *absences(contract, operation, body))
    return found[0].body if found else None


def _pairs(made: Writer) -> None:
    """Two faults of two stages in one request."""
    wrong = _wrong(made) if made.takes_body else None
    bad: list[Mapping[str, Any] | bytes] = [] if wrong is None else [wrong]
    bad += [b'{"'] if made.takes_body else []
    asked, rows = made.asked, _absent(made)
    path = {each.name: text for each, text in asked.bad_values() if each.location == "path"}
    foreign = asked.nobodys_organization()
    for body in bad:
        _as_others(made, body)
        if foreign:
            made.write(body, headers=foreign)
        if path:
            made.write(body, path=path)
        if rows:
            made.write(body, path=rows)
    if foreign and (rows or path):
        made.write(headers=foreign, path=rows or path)
    if foreign:
        made.write(headers=foreign)
    if rows and asked.operation.security == "required":
        made.write(path=rows, known=False)


def _as_others(made: Writer, body: Mapping[str, Any] | bytes) -> None:
    """A bad body of nobody, and of those who are known and may not write."""
    if made.asked.operation.security == "required":
        made.write(body, known=False)
    identities = made.asked.courier.target.identities.identities.values()
    for identity in identities:
        lacking = bool(identity.roles) and not identity.has(made.asked.operation.role)
        if lacking or identity.shows in made.asked.contract.semantics.access.shown:
            made.write(body, identity=identity)


def _large(made: Writer) -> None:
    """A good body with blanks enough to be too large; of an operation that takes none, a long target."""
    if not made.takes_body:
        made.write(query=(("x-long", "a" * LONG_TARGET),))
        return
    made.write(encode(made.body()).ljust(LARGE_BODY))
