"""A faulty deployment for each promise of a walk back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from contracts import Contract, Parameter
from tests.suites import broken_lists as broken
from tests.suites.admission import read_parameter
from tests.suites.deployment import SOUND
from tests.suites.judging import Fault
from tests.suites.listing import split
from tests.suites.serving import Cut, Halves, Sought

AUTHORS = "GET /v1/authors"
BOOKS = "GET /v1/shelves/{shelf_id}/books"


def alone(sought: Sought) -> bool:
    """Whether the backward direction comes without a cursor."""
    return sought.backward and sought.position is None


def no_way_forth(sought: Sought, cut: Cut) -> Cut:
    """A page reached backward has no `next`."""
    return replace(cut, next=None) if sought.backward and sought.position else cut


def no_way_back(sought: Sought, cut: Cut) -> Cut:
    """From the third page on, a page reached forward has no `previous`."""
    far = not sought.backward and cut.items and sought.rows.index(cut.items[0]) >= 2 * sought.limit
    return replace(cut, previous=None) if far else cut


def first_page_alone(sought: Sought) -> Halves:
    """Backward without a cursor is forward without a cursor, and the direction is forgotten."""
    return ((), sought.rows) if alone(sought) else split(sought)


def lenient(contract: Contract, parameter: Parameter, texts: Sequence[str]) -> Any:
    """Takes any text for false that is not `true`."""
    odd = parameter.name == "from_prev" and texts and texts[0] not in ("true", "false")
    return False if odd else read_parameter(contract, parameter, texts)


def without_the_cursors_row(sought: Sought) -> Halves:
    """Before a cursor that stands after a row, that row itself is left out."""
    before, after = split(sought)
    out = sought.backward and sought.position is not None and sought.position.side == "after"
    return (before[:-1], after) if out else (before, after)


FAULTS: Mapping[str, Fault] = {
    "BW-01": Fault(replace(SOUND, cut_page=broken.always_forward), AUTHORS),
    "BW-02": Fault(replace(SOUND, cut_page=broken.relinked(broken.only(alone, broken.back_overlaps))), AUTHORS),
    "BW-03": Fault(replace(SOUND, cut_page=broken.reversed_back), BOOKS),
    "BW-04": Fault(replace(SOUND, split=broken.to_the_first_page), BOOKS),
    "BW-05": Fault(replace(SOUND, cut_page=broken.relinked(no_way_forth)), AUTHORS),
    "BW-06": Fault(replace(SOUND, split=broken.dropping_ties(backward=True)), BOOKS),
    "BW-07": Fault(
        replace(SOUND, cut_page=broken.relinked(broken.only(lambda sought: not alone(sought), broken.back_overlaps))),
        AUTHORS,
    ),
    "BW-08": Fault(replace(SOUND, split=first_page_alone), BOOKS),
    "BW-09": Fault(replace(SOUND, read_parameter=lenient), AUTHORS),
    "BW-10": Fault(replace(SOUND, split=without_the_cursors_row), AUTHORS),
}
