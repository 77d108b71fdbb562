"""Only rows that stayed as they were while a page was read can be missed on it."""

from collections.abc import Mapping, Sequence
from typing import Any

from suites.evidence.pages import Page, walks
from suites.evidence.references import Core, references, unordered
from tests.suites.seen_pages import author, page

A, B, C, D, E = (author(key, rank=number) for number, key in enumerate("abcde"))


def core(pages: Sequence[Page], first: int, last: int, *names: str) -> Core:
    """The rows that stayed from one exchange to another, by these fields."""
    found = references(pages, (*walks(pages), *walks(pages, backward=True)))
    return found[unordered(pages[0].selection)].core(first, last, names)


def keys(*rows: Mapping[str, Any]) -> set[str]:
    """The keys of rows."""
    return {row["id"] for row in rows}


def test_a_row_seen_before_and_after_is_stable() -> None:
    """A row counts where it was seen no later than the span began, and again when it had ended."""
    pages = [page(1, [A, B]), page(3, [A, C], limit="2", next_="x"), page(5, [A, B, C])]
    assert core(pages, 2, 4).keys == keys(A, B)
    assert core(pages, 3, 4).keys == keys(A, B, C)


def test_a_row_that_changed_its_sort_key_is_not() -> None:
    """A row whose key changed meanwhile may stand anywhere; in another order it is as stable as before."""
    pages = [page(1, [A, B]), page(5, [A, {**B, "rank": 9}])]
    assert core(pages, 2, 4, "rank").keys == keys(A)
    assert core(pages, 2, 4, "name").keys == keys(A, B)


def test_rows_that_came_or_went_are_counted() -> None:
    """Between two readings of the whole list, what only one of them shows came or went."""
    pages = [page(1, [A, B, C]), page(3, [A, B, D]), page(5, [A, B, D])]
    found = core(pages, 2, 4)
    assert found.keys == keys(A, B)
    assert (found.known, found.changed) == (4, 2)
    assert found.doubt == "2 of 4 rows changed while they were read"


def test_what_a_short_reading_does_not_show_did_not_go() -> None:
    """A page that is followed by another says nothing of the rows it does not hold."""
    pages = [page(1, [A, B], limit="2", next_="x"), page(3, [A, B, C]), page(5, [A, C], limit="2", next_="y")]
    found = core(pages, 2, 4)
    assert found.keys == keys(A)
    assert found.changed == 0
    assert found.doubt is None


def test_rows_of_another_filter_are_another_result() -> None:
    """What a filtered page shows says nothing of the unfiltered list."""
    pages = [page(1, [A, B]), page(2, [E], q="rank=4"), page(5, [A, B])]
    assert core(pages, 1, 5).keys == keys(A, B)


def test_rows_shown_in_part_are_no_reading() -> None:
    """A list that is read with few of its properties does not say that rows it showed before went."""
    pages = [page(1, [A, B]), page(5, [{"id": A["id"]}, {"id": B["id"]}], fields="id")]
    assert core(pages, 2, 4).changed == 0
