"""Faults of a page's size: how large one may be, and how large one is that nobody measured."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from contracts import Behaviour, Listing, Resource
from mockserver.admission import Admitted, Stage
from mockserver.answers import Answer, Reply
from mockserver.behaviours import Behave, Tools
from mockserver.case import Case
from mockserver.faults.fault import Apply, own, retold
from mockserver.faults.subjects import LISTS, first, listing_of
from mockserver.faults.twists import behaving, only, staging, together

_ALL: Final = 10**6  # rows: more than any list holds


def _lenient(kind: str) -> Apply:
    """Passes a page's size beyond one of its bounds, where nothing else is wrong."""

    def check(stage: Stage, case: Case) -> Answer | None:
        listing = listing_of(case.operation)
        beyond = listing is not None and bool(case.faults)
        if beyond and all(each.loc == ("query", _limit(listing)) and each.kind == kind for each in case.faults):
            return None
        return stage(case)

    return staging("parameters", check)


def _limit(listing: Listing | None) -> str:
    return str(listing.limit) if listing else ""


def _measured(size: Callable[[str | None], int | None]) -> Apply:
    """Reads a page of the size that `size` makes of the text that was sent; None where it leaves it alone."""

    def behave(sound: Behave, admitted: Admitted, behaviour: Behaviour, resource: Resource, tools: Tools) -> Answer:
        listing = behaviour.listing
        chosen = size(next(iter(admitted.incoming.texts(_limit(listing))), None))
        if chosen is None or listing is None:
            return sound(admitted, behaviour, resource, tools)
        other = replace(admitted, query={**admitted.query, _limit(listing): chosen})
        return sound(other, replace(behaviour, listing=replace(listing, maximum=None)), resource, tools)

    return behaving("list", behave)


def _at_least(text: str | None) -> int | None:
    return _ALL if text is not None and int(text) < 1 else None


def _as_sent(text: str | None) -> int | None:
    return int(text) if text else None


def _one_short(text: str | None) -> int | None:
    return None if text else 49


def _one_alone(case: Case, answer: Answer) -> Answer:
    """A page of one row is the last one."""
    listing = listing_of(case.operation)
    if listing is None or not isinstance(answer, Reply) or case.arguments.query.get(_limit(listing)) != 1:
        return answer
    return replace(answer, body={**answer.body, str(listing.next): None})


def _most_less_one(case: Case, answer: Answer) -> Answer:
    """A page of the largest size is a row short: its last one is taken for the one that tells of more."""
    listing = listing_of(case.operation)
    if listing is None or not isinstance(answer, Reply) or case.arguments.query.get(_limit(listing)) != listing.maximum:
        return answer
    return replace(answer, body={**answer.body, listing.items: answer.body[listing.items][:-1]})


_ONE: Final = first(LISTS)
FAULTS: Final = (
    *retold(
        "forward",
        (
            "P09",
            "a page may be of any size",
            "B",
            "PG-09 ST-19",
            LISTS,
            together(_lenient("maximum"), _measured(_as_sent)),
        ),
        (
            "P10",
            "a page of no rows holds all rows",
            "B",
            "PG-09 ST-19",
            LISTS,
            together(_lenient("minimum"), _measured(_at_least)),
        ),
    ),
    *own(
        "forward",
        ("P56", "a page of the default size is one row short", "C", "PG-02 PG-03", LISTS, _measured(_one_short)),
        ("P57", "a page of one row has no next on one list", "C", "PG-05", _ONE, only(_ONE, _one_alone)),
        ("P58", "the largest page is one row short on one list", "C", "FW-04 PG-05", _ONE, only(_ONE, _most_less_one)),
    ),
)
