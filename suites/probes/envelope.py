"""Asks for every kind of refusal that an operation has. A gate asks a read at most 12 times; deep some 60.

Harmless on a live system: GET with odd values, and undeclared methods without credentials. An operation that
writes is asked by `envelope_writes`, where the run may.
"""

from collections.abc import Mapping, Sequence

from suites.inquiry import ANY, Inquiry
from suites.probes.asker import Asker, Pairs, asker
from suites.probes.envelope_writes import LANGUAGES, ask_writes
from suites.probes.refused import Wrong, credentials, elsewhere, other_method, oversize, path_faults, single_faults
from suites.traffic import Exchange

UNREADABLE = "?%ff%fe=%zz"
SELDOM = 10  # operations of which one is asked it
MOST_TURNS = 2  # faults that take turns at being asked again


def ask(inquiry: Inquiry) -> None:
    """Asks one operation for its refusals."""
    asked = asker(inquiry)
    elsewhere(asked)
    other_method(asked)
    if not inquiry.operation.reads:
        ask_writes(asked)
        if inquiry.operation.body is None or inquiry.profile.every:
            _again(asked, ())
        return
    if not inquiry.recall():
        asked.ask()
    _strangers(asked)
    refused = [each for each in single_faults(asked) if not _succeeded(each.ask(asked))]
    _together(asked)
    _again(asked, refused)
    oversize(asked)
    for unread in inquiry.some((UNREADABLE, *[""] * SELDOM), 1, ANY)[:1]:
        if unread:
            asked.send("GET", f"{asked.target}{unread}")


def _strangers(asked: Asker) -> None:
    """Without credentials where they are needed, and with those that are nobody's."""
    secured = asked.operation.security == "required"
    for header in credentials(asked.inquiry)[0 if secured else 1 :]:
        asked.ask(known=False, headers=header, anew=False)


def _together(asked: Asker) -> None:
    """Several faults of one stage in one request."""
    query = tuple((each.name, text) for each, text in asked.bad_values() if each.location == "query")
    path = path_faults(asked)
    ways: list[tuple[Pairs, Mapping[str, str]]] = []
    ways += [(query, {})] if len(query) > 1 else []
    ways += [(query[:1], path)] if query and path else []
    ways += [((), path)] if len(path) > 1 else []
    for pairs, values in asked.inquiry.some(ways, 1):
        asked.ask(pairs, path=values, anew=False)


def _again(asked: Asker, faults: Sequence[Wrong]) -> None:
    """Faults once more, and in other languages; of an operation that has none an unknown path."""
    every = asked.inquiry.profile.every
    for each in faults[:2] if every else asked.inquiry.some(faults[:MOST_TURNS], 1):
        each.ask(asked)
        each.ask(asked, anew=True)
        for language in _languages(asked):
            each.ask(asked, language)
    if not faults or every:
        unknown = f"{asked.target}-absent/none"
        asked.send("GET", unknown, anew=False)
        asked.send("GET", unknown)
        for language in _languages(asked):
            asked.send("GET", unknown, language)


def _succeeded(exchange: Exchange) -> bool:
    return 200 <= (exchange.status or 0) < 300


def _languages(asked: Asker) -> tuple[tuple[tuple[str, str], ...], ...]:
    return tuple((("Accept-Language", each),) for each in asked.inquiry.some(LANGUAGES, 1, ANY))
