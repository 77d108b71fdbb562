"""Asks an operation that writes for each of its statuses. A gate asks at most 45 times, deep some 130; 3 of them make
a row.

A deployment that takes what it has to refuse makes 2 more before the asking ends. The good requests differ in
several things at once; only where one is refused, each thing is asked by itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from contracts import Identity
from suites.inputs.body_mutations import Misfit, absences, doubled, largest, malformed, misfits, of_each_class, smallest
from suites.inputs.drafts import Draft, encode
from suites.inquiry import VERB
from suites.probes.asker import Asker, Pairs
from suites.probes.refused import JSON, LONG_TARGET, absent_rows, bad_bodies, nobodys
from suites.probes.writer import Writer, writer
from suites.traffic import Exchange

MOST_BODIES = 60  # bodies with one value that is not taken
MOST_CLASSES = 4  # of what a value can break, in a gate
BEARABLE = 2  # rows of bad requests
LARGE_BODY = 1024 * 1024 + 1  # octets: beyond what a body may have
FOREIGN_TYPES = ("text/plain", None, "application/x-www-form-urlencoded")
NOTHING = "application/x-nothing"
ACCEPTS = ("application/json", "application/*", "text/html;q=0.4, */*;q=0.1", NOTHING)
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


@dataclass(frozen=True, slots=True)
class Pair:
    """Two faults of two stages in one request; the caller may be one of them."""

    body: Mapping[str, Any] | bytes | None
    headers: Pairs = ()
    path: Mapping[str, str] | None = None
    known: bool = True
    identity: Identity | None = None


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
    """The bounds of what is taken, each with another spelling of the media type; a plain one where one is refused."""
    asked, every = made.asked, made.asked.inquiry.profile.every
    if every or not made.takes_body:
        _send(made, Variant())
    ignores = asked.contract.semantics.policy["unknown_query_parameter"] == "ignore"
    query = Variant(query=UNDECLARED)
    upper = Variant(body=lambda draft: largest(asked.contract, asked.operation, draft))
    lower = Variant(body=lambda draft: smallest(asked.contract, asked.operation, draft))
    if not made.takes_body:
        _send(made, query)
        return
    plain = () if every else (Variant(),)
    _together(made, *plain, Variant(f"{JSON}; charset=utf-8"), upper, *((query,) if ignores else ()))
    taken = _together(made, *plain, Variant(JSON.title()), lower)
    if not ignores:
        _send(made, query if every else replace(taken, query=UNDECLARED))


def _together(made: Writer, *variants: Variant) -> Variant:
    """Asks with all variants in one request; where that is refused, with each by itself. Tells what is good."""
    media_type = next((each.media_type for each in variants if each.media_type != JSON), JSON)
    body = next((each.body for each in variants if each.body), None)
    query = tuple(pair for each in variants for pair in each.query)
    whole = Variant(media_type, query, body)
    answer = _send(made, whole)
    if answer is None or not 400 <= (answer.status or 0) < 500:
        return whole
    for each in variants:
        _send(made, each)
    return Variant()


def _send(made: Writer, variant: Variant) -> Exchange | None:
    draft = made.draft()
    body = variant.body(draft) if variant.body else draft.body
    return made.write(body, variant.media_type, variant.query)


def _paths_of_rows(made: Writer) -> None:
    """Parents that are not there, and ids of another type."""
    for name, text in absent_rows(made.asked).items():
        made.refuse(path={name: text})
    for parameter, text in made.asked.bad_values():
        if parameter.location == "path":
            made.refuse(path={parameter.name: text})


def _queries(made: Writer) -> None:
    """Query values that are refused, and required ones that are left out."""
    for parameter, text in made.asked.bad_values():
        if parameter.location == "query":
            made.refuse(query=((parameter.name, text),))
    for name, text in made.asked.query:
        if made.asked.contract.semantics.policy["repeated_query_parameter"] == "reject":
            made.refuse(query=((name, text),))


def _syntax(made: Writer) -> None:
    """Bodies that are no JSON: the first that comes to mind, and others in turn."""
    plain, *odd = malformed(made.spare())
    wrong = _wrong(made)
    doubles = [doubled(wrong)] if wrong is not None else []
    for body in (plain, *made.asked.inquiry.some((*odd, *doubles), 2, VERB)):
        made.refuse(body)


def _media_types(made: Writer) -> None:
    """Good bodies of other media types, and one that is wrong too."""
    for media_type in made.asked.inquiry.some(FOREIGN_TYPES, 1, VERB):
        made.refuse(media_type=media_type)
    wrong = _wrong(made)
    if wrong is not None and made.asked.inquiry.profile.every:
        made.refuse(wrong, "text/plain")


def _accepts(made: Writer) -> None:
    """What is accepted as an answer, of requests that are refused; where none is, one that makes a row."""
    wrong = _wrong(made) if made.takes_body else None
    secured = made.asked.operation.security == "required"
    accepts = made.asked.inquiry.some(ACCEPTS, 1, VERB)
    for accept in accepts if wrong is not None or secured else ACCEPTS[:1]:
        headers = (("Accept", accept),)
        if wrong is not None or secured:
            made.refuse(wrong, headers=headers, known=wrong is not None)
        else:
            made.write(headers=headers)


def _values(made: Writer) -> None:
    """Bodies without what they must have, and with values that are not taken."""
    inquiry, operation = made.asked.inquiry, made.asked.operation
    found, every = _misfits(made), inquiry.profile.every
    classes = found if every else of_each_class(found, inquiry.courier.target.seed)
    missing = [each.body for each in classes if each.kind == "required"]
    bodies: list[Mapping[str, Any] | bytes] = [each.body for each in classes if each.kind != "required"]
    bodies += [b""] if operation.body and operation.body.required else []
    for body in (*missing, *inquiry.some(bodies, MOST_CLASSES, VERB)):
        made.refuse(body)


def _misfits(made: Writer) -> tuple[Misfit, ...]:
    """Bodies that are refused for one thing."""
    contract, operation, body = made.asked.contract, made.asked.operation, made.spare()
    return (*misfits(contract, operation, body)[:MOST_BODIES], *absences(contract, operation, body))


def _wrong(made: Writer) -> Mapping[str, Any] | None:
    """A body that is refused; None where no body is."""
    return next((each.body for each in _misfits(made)), None)


def _pairs(made: Writer) -> None:
    """Two faults of two stages in one request."""
    asked, rows = made.asked, absent_rows(made.asked)
    path = {each.name: text for each, text in asked.bad_values() if each.location == "path"}
    foreign = asked.nobodys_organization()
    wrong = _wrong(made) if made.takes_body else None
    bodies: list[Mapping[str, Any] | bytes | None] = [] if wrong is None else [wrong]
    bodies += [b'{"'] if made.takes_body else []
    secured = asked.operation.security == "required"
    for text, media_type in bad_bodies(asked.inquiry) if secured else ():
        made.refuse(text, media_type, headers=nobodys(asked.inquiry), known=False)
    others, every = _others(made), asked.inquiry.profile.every
    ways = [
        Pair(body, identity=each)
        for turn, each in enumerate(others)
        for body in (bodies if every or not bodies else [bodies[turn % len(bodies)]])
    ]
    ways += [Pair(body, headers=foreign) for body in bodies if foreign]
    ways += [Pair(body, path=each) for body in bodies for each in (path, rows) if each]
    ways += [Pair(None, headers=foreign, path=rows or path)] if foreign and (rows or path) else []
    ways += [Pair(body, known=False) for body in bodies[1:] if secured]
    ways += [Pair(None, path=rows, known=False)] if rows and secured else []
    for way in asked.inquiry.some(ways, 2, VERB):
        made.refuse(way.body, headers=way.headers, path=way.path, known=way.known, identity=way.identity)
    if foreign:
        made.refuse(headers=foreign)


def _others(made: Writer) -> list[Identity]:
    """Those who are known and may not write."""
    shown = made.asked.contract.semantics.access.shown
    known = made.asked.courier.target.identities.identities.values()
    lacking = [bool(each.roles) and not each.has(made.asked.operation.role) for each in known]
    return [each for each, lacks in zip(known, lacking, strict=True) if lacks or each.shows in shown]


def _large(made: Writer) -> None:
    """A good body with blanks enough to be too large; of an operation that takes none, a long target."""
    if not made.takes_body:
        made.write(query=(("x-long", "a" * LONG_TARGET),))
        return
    made.write(encode(made.body()).ljust(LARGE_BODY))
