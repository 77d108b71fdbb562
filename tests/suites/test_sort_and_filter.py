"""The families `sort` and `filter`: one cause is one finding, what is sound is none, and a seed asks the same."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import pytest

from suites.verdicts import Outcome
from tests.suites import broken_comparisons as comparisons
from tests.suites import broken_filters as broken
from tests.suites.broken_filters import passing, reading
from tests.suites.broken_lists import shifted
from tests.suites.broken_orders import REFUSING_REPEATS_ON_PAGE_TWO
from tests.suites.deployment import SOUND
from tests.suites.judging import examine, findings, verdicts
from tests.suites.library import OPENING, library_rows, written
from tests.suites.listing import cut_page, select
from tests.suites.serving import Call, Cut, Deployment, Row, Sought, World
from tests.suites.test_healthy_lists import HEALTHY

BOOKS = "GET /v1/shelves/{shelf_id}/books"
AUTHORS = "GET /v1/authors"
SOUND_LISTS = (
    "a row comes and goes every other request",
    "rows come every request",
    "rows move every request",
    "two answers in a hundred are 503",
    "no book",
    "one book",
    "all books alike",
    "short pages",
    "nulls always last",
    "ties in one order",
    "ties in any order",
    "texts fold their case",
    "cursors of a moment",
    "links are URLs",
)


def heedless(world: World, call: Call) -> tuple[Row, ...]:
    """No filter counts."""
    return select(world, replace(call, filter=None))


def filtered(sought: Sought) -> bool:
    """Whether a page is asked for through a filter."""
    return sought.call.filter is not None


def sorted_after_the_cut(world: World, sought: Sought) -> Cut:
    """A page is cut from the rows by age, and sorted then."""
    if sought.position is not None or not sought.call.value("sort_by"):
        return cut_page(world, sought)
    by_age = tuple(sorted(sought.rows, key=lambda row: (row["created_at"], row["id"])))
    cut = cut_page(world, replace(sought, rows=by_age))
    return replace(cut, items=tuple(sorted(cut.items, key=sought.place)))


CAUSES: Mapping[str, tuple[Deployment, str, set[str]]] = {
    "no filter counts": (replace(SOUND, select=heedless), BOOKS, {"FI-01"}),
    "a quote breaks the query": (
        replace(SOUND, stages=broken.before_expressions(broken.refusing_quotes)),
        AUTHORS,
        {"FI-13"},
    ),
    "a filter is lost on the third page": (broken.lost_on_a_later_page(), BOOKS, {"FI-15"}),
    "a filter is lost on the way back": (replace(SOUND, select=broken.lost_on_the_way_back), BOOKS, {"FI-15"}),
    "a filtered walk loses rows": (replace(SOUND, split=shifted(1, filtered)), BOOKS, {"FI-17"}),
    "a filtered walk repeats rows": (replace(SOUND, split=shifted(-1, filtered)), BOOKS, {"FI-17"}),
    "an order loses the filter": (replace(SOUND, select=comparisons.lost_with_an_order), BOOKS, {"FI-17"}),
    "at least is more, of instants": (passing(reading(comparisons.exclusive(datetime))), AUTHORS, {"FI-07"}),
    "at least is more, of texts": (passing(reading(comparisons.exclusive(str))), AUTHORS, {"FI-07"}),
    "integers compare as doubles": (passing(reading(comparisons.integers_as_doubles)), AUTHORS, {"FI-08"}),
    "a list is its last member": (passing(reading(comparisons.last_member)), BOOKS, {"FI-10"}),
    "a date alone is its whole day": (
        replace(SOUND, stages=broken.before_expressions(comparisons.whole_days)),
        AUTHORS,
        {"FI-19"},
    ),
    "no list's opposite leaves out null": (passing(comparisons.lists_turned), AUTHORS, {"FI-06"}),
    "a hidden column can be compared": (
        replace(SOUND, stages=broken.before_expressions(broken.hidden_compared)),
        BOOKS,
        {"FI-20"},
    ),
    "decimals compare as doubles": (passing(reading(broken.as_doubles)), AUTHORS, {"FI-08"}),
    "a field named twice breaks the second page": (REFUSING_REPEATS_ON_PAGE_TWO, AUTHORS, {"SO-06"}),
    "numbers compare as texts": (passing(reading(broken.by_text)), AUTHORS, {"FI-08"}),
    "a page is sorted after it was cut": (replace(SOUND, cut_page=sorted_after_the_cut), AUTHORS, {"SO-02"}),
}


@pytest.mark.parametrize("name", CAUSES)
def test_one_cause_is_one_finding(name: str) -> None:
    """Whatever else looks wrong beside it is told with it."""
    parts, operation, due = CAUSES[name]
    found = verdicts(examine(parts), "sort", "filter", operation=operation)
    assert {each.verdict.invariant for each in findings(found)} == due


@pytest.mark.parametrize("days", [1, 3])
@pytest.mark.parametrize(("hours", "due"), [(2, {"FI-19"}), (-5, {"FI-19"}), (0, set())])
def test_a_date_alone_is_midnight_in_utc(hours: int, days: int, due: set[str]) -> None:
    """Rows on either side of a midnight tell a date that begins elsewhere, whichever of them comes first."""
    moments = (OPENING.replace(day=2, hour=23), OPENING.replace(day=1 + days, hour=0), OPENING.replace(day=9))
    rows = library_rows()
    authors = tuple({**row, "born_at": written(moments[at % 3])} for at, row in enumerate(rows["authors"]))
    elsewhere = replace(SOUND, stages=broken.before_expressions(broken.dates_ahead(hours)))
    found = verdicts(examine(elsewhere, rows={**rows, "authors": authors}), "filter", operation=AUTHORS)
    assert {each.verdict.invariant for each in findings(found)} == due


@pytest.mark.parametrize("name", SOUND_LISTS)
def test_a_healthy_list_is_no_finding(name: str) -> None:
    """Rows that change, answers that are lost and rules that a policy leaves open are nobody's fault."""
    parts, contract, rows = HEALTHY[name]
    found = verdicts(examine(parts, contract, rows), "sort", "filter", operation=BOOKS)
    loud = [each for each in found if each.outcome in (Outcome.FAIL, Outcome.DEVIATION, Outcome.FLAKY)]
    assert not loud, [(each.invariant, each.reason) for each in loud]


def test_the_same_seed_asks_the_same_and_another_asks_otherwise() -> None:
    """What is drawn hangs on the run's seed and the rows alone."""
    asked = []
    for seed in (0, 0, 1):
        run = examine(seed=seed)
        verdicts(run, "sort", "filter", operation=AUTHORS)
        asked.append([each.asked.target for each in run.courier.exchanges])
    assert asked[0] == asked[1]
    assert asked[0] != asked[2]


def test_every_field_and_every_operator_is_asked_for() -> None:
    """The evidence names what was compared: each field that rows show, by each operator there is."""
    found = {each.invariant: each for each in verdicts(examine(), "filter", operation=BOOKS)}
    told = found["FI-02"].evidence
    assert {"title", "kind", "pages", "price", "lent_at", "created_at", "author_id", "id"} <= set(told["fields"])
    assert set(told["operators"]) == {"eq", "ne", "gt", "gte", "lt", "lte", "in"}


@pytest.mark.parametrize("family", ["sort", "filter"])
def test_a_family_asks_few_times(family: str) -> None:
    """A list that fits a large page costs a family so many requests at most."""
    run = examine()
    run.subjects.of(run.contract.operation(BOOKS) or run.contract.operations[0])
    before = len(run.courier.exchanges)
    verdicts(run, family, operation=BOOKS)
    assert len(run.courier.exchanges) - before <= {"sort": 16, "filter": 36}[family]
