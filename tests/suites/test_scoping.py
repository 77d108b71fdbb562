"""What organisations and visibility keep apart is judged by who was shown what, and never by what the kit guesses."""

from dataclasses import replace

import pytest

from contracts import Contract, Identities, Within, holds, load_contract
from fixtures import load_catalogue
from mockserver import Settings, create_app
from suites.examination import Examination
from suites.profiles import PROFILES
from suites.sending.courier import Courier
from suites.target import Target
from suites.verdicts import Outcome
from tests.suites.deployment import SOUND, serve
from tests.suites.faults_scoping import (
    AUTHOR,
    AUTHORS,
    BOOK,
    BOOKS,
    FAMILY,
    FAULTS,
    by_id_alone,
    everybodys,
    is_read,
    judged,
    only,
    resource_of,
    staging,
    trusting,
    without_organization,
)
from tests.suites.judging import URL, broken, examine, findings, verdicts
from tests.suites.library import Rows, library_contract, library_identities, library_rows, telling_contract
from tests.suites.listing import select
from tests.suites.serving import Call, Deployment, Row, World

ALL = "22222222-0000-4000-8000-000000000000"
NOBODYS = "11111111-0000-4000-8000-000000000009"


def twins() -> Rows:
    """Both organisations have a shelf whose books are numbered alike: one, two, three."""
    rows = library_rows()
    books = [
        {**row, "id": f"book-{number % 5}", "title": f"{row['organization_id'][-1]} {number}"}
        for number, row in enumerate(rows["books"])
    ]
    return {**rows, "books": tuple(books)}


def below_all() -> Contract:
    """The library's contract, where one book can be asked for below a value that stands for all shelves."""
    known = library_contract()
    within = (Within("shelf_id", "shelf_id", any=ALL),)
    changed = (
        replace(each, behaviour=replace(each.behaviour, within=within))
        if each.label == BOOK and each.behaviour
        else each
        for each in known.operations
    )
    return replace(known, operations=tuple(changed))


def open_below_all(world: World, call: Call) -> tuple[Row, ...]:
    """Below all shelves nobody asks whose a book is."""
    below = is_read(call) and call.values.get(("path", "shelf_id")) == ALL
    return tuple(world.rows["books"]) if below else select(world, call)


def forgetful(world: World, call: Call) -> tuple[Row, ...]:
    """A list of books asks for the shelf, and not for the organisation."""
    if is_read(call) or resource_of(call) != "books":
        return select(world, call)
    mine = (row for row in world.rows["books"] if row["shelf_id"] == call.values["path", "shelf_id"])
    return tuple(row for row in mine if call.filter is None or holds(call.filter, row) is True)


def named(*words: str) -> Identities:
    """The library's identities, whose organisations the file calls by these words."""
    known = library_identities()
    organizations = {each.organization: None for each in known.identities.values() if each.organization}
    names = dict(zip(organizations, words, strict=True))
    told = {
        name: replace(each, organization=names.get(each.organization or "")) for name, each in known.identities.items()
    }
    return replace(known, identities=told)


def by_token(_world: World, call: Call) -> Call:
    """The token alone says for which organisation somebody asks."""
    return replace(call, organization=call.identity.organization if call.identity else None)


def expired(name: str) -> Identities:
    """The library's identities, of which the deployment does not know one."""
    known = library_identities()
    return replace(known, identities={**known.identities, name: replace(known.identities[name], token="lib_gone")})


@pytest.mark.parametrize("names", [("member",), ("member", "colleague")])
def test_one_organisation_is_not_asked(names: tuple[str, ...]) -> None:
    """Where the run knows one organisation, what keeps two apart is not asked, and the reason says what to add."""
    found = judged(identities=only(*names))
    for invariant in ("AU-05", "AU-06", "AU-07", "CU-03", "FI-22", "SC-01"):
        assert found[invariant].outcome is Outcome.NOT_ASKED, found[invariant]
        assert "identity of another one" in found[invariant].reason


def test_an_untold_organisation_is_nobodys() -> None:
    """Of identities whose organisation nobody told nothing about organisations follows, be they shown what they may."""
    leaking = replace(staging(resource=everybodys), select=by_id_alone)
    found = judged(leaking, only("member", "neighbour", organization=None), BOOK)
    assert {found[each].outcome for each in ("AU-05", "AU-06", "SC-01")} == {Outcome.NOT_ASKED}


def test_rows_are_asked_for_below_the_value_that_stands_for_all_parents() -> None:
    """A row that its own parent keeps from another organisation is kept from it below all parents, too."""
    leaking = judged(replace(SOUND, select=open_below_all), operation=BOOK, contract=below_all())
    assert leaking["AU-06"].outcome is Outcome.FAIL
    sound = judged(operation=BOOK, contract=below_all())
    assert (sound["AU-05"].outcome, sound["AU-06"].outcome) == (Outcome.PASS, Outcome.PASS)


def test_a_hidden_row_is_asked_for_below_the_value_that_stands_for_all_parents() -> None:
    """A row that only some may see is asked for by others below its own parent and below all."""
    contract = load_contract()
    catalogue = load_catalogue(contract)
    for faults, outcome in (((), Outcome.PASS), (("A68",), Outcome.FAIL)):
        app = create_app(contract, catalogue, Settings(faults=faults))
        run = Examination(Courier(contract, Target(url=URL, identities=catalogue.identities, app=app)))
        found = verdicts(run, FAMILY, operation="GET /v1/models/{model_id}/examples/{id}")
        assert {each.invariant: each.outcome for each in found}["SC-03"] is outcome


def test_one_who_shows_a_refusal_is_no_peer() -> None:
    """Identities that are there to be refused are not asked as members."""
    examination = examine()
    verdicts(examination, FAMILY)
    assert not [each for each in examination.courier.exchanges if each.asked.shows]


def test_a_second_member_is_missed_where_there_is_none() -> None:
    """What members share is not asked where an organisation has one identity."""
    found = judged(identities=only("member", "neighbour"))
    assert (found["SC-02"].outcome, found["AU-06"].outcome) == (Outcome.NOT_ASKED, Outcome.PASS)


def test_an_operation_of_no_organisation_has_no_tenancy() -> None:
    """Rows that all organisations share are judged by their visibility alone."""
    found = judged(operation=AUTHORS)
    kept = {each for each, verdict in found.items() if verdict.outcome is not Outcome.NOT_APPLICABLE}
    assert kept == {"AU-07", "FI-22", "SC-03", "SC-04"}


def test_without_the_role_for_all_rows_nobody_knows_what_is_hidden() -> None:
    """Where nobody may call the list of all rows, what it alone shows is not asked for."""
    found = judged(identities=only("member"), operation=AUTHORS)
    assert {found[each].outcome for each in ("FI-22", "SC-04")} == {Outcome.NOT_ASKED}
    assert found["SC-03"].outcome is Outcome.PASS
    assert judged(identities=only("member"), operation=AUTHOR)["AU-05"].outcome is Outcome.NOT_ASKED


def test_a_list_without_rows_of_others_is_vacuous() -> None:
    """Where the other organisation has no row, a filter could not have shown one, and the verdict says so."""
    rows = library_rows()
    own = tuple(row for row in rows["books"] if row["organization_id"].endswith("1"))
    found = judged(rows={**rows, "books": own})
    assert found["FI-22"].outcome is Outcome.PASS  # the other organisation's member could have been shown ours
    assert judged(rows={**rows, "books": ()})["FI-22"].outcome is Outcome.VACUOUS


def test_a_header_that_opens_a_second_membership_is_a_deviation() -> None:
    """That somebody is a member of one organisation alone no identities file says: unpinned, it is no finding."""
    target = Target(url=URL, identities=library_identities(), app=serve(staging(organization=trusting)))
    examination = Examination(Courier(library_contract(), target))
    found = {each.invariant: each for each in verdicts(examination, FAMILY, operation=BOOKS)}
    assert found["SC-01"].outcome is Outcome.DEVIATION
    assert not broken(tuple(found.values()))


def test_rows_that_organisations_number_alike_are_not_one_row() -> None:
    """Short keys may be those of two organisations: one's row is not taken for the other's."""
    found = judged(rows=twins())
    assert not broken(tuple(found.values()))


def test_a_row_that_says_whose_it_is_needs_no_witness() -> None:
    """A row of an organisation that no identity is of is told by itself."""
    rows = library_rows()
    stray = {**rows["books"][0], "id": "33333333-0000-4000-8000-000000000000", "organization_id": NOBODYS}
    parts = replace(SOUND, select=forgetful)
    found = judged(parts, contract=telling_contract(), rows={**rows, "books": (*rows["books"], stray)})
    assert broken(tuple(found.values())) == ("AU-07",)
    assert "33333333" in found["AU-07"].reason


def test_an_organisation_told_in_other_words_is_no_finding() -> None:
    """Where the identities file calls an organisation otherwise than its rows do, the words are not compared."""
    found = judged(
        staging(organization=by_token),
        named("first", "second"),
        contract=telling_contract(),
        let_in=library_identities(),
    )
    assert found["AU-07"].outcome is Outcome.PASS
    assert broken(tuple(found.values())) == ("SC-01",)  # the header is not looked at, indeed


def test_a_member_who_is_refused_everywhere_leaves_it_open() -> None:
    """Where the other organisation's identity is not let in, nothing is said of what it would be shown."""
    found = judged(identities=expired("neighbour"), operation=BOOK, let_in=library_identities())
    assert found["AU-06"].outcome is Outcome.INCONCLUSIVE
    assert "neighbour is refused with 401" in found["AU-06"].reason


def test_a_leak_by_id_is_one_finding() -> None:
    """A row of another organisation that is shown by its id is told once, as that."""
    leaking = replace(staging(resource=everybodys), select=by_id_alone)
    found = verdicts(examine(leaking), FAMILY)
    assert [(each.verdict.invariant, each.verdict.operation) for each in findings(found)] == [("AU-06", BOOK)]


def test_a_run_is_the_same_each_time() -> None:
    """The same requests are sent in the same order."""

    def sent() -> list[str]:
        examination = examine()
        verdicts(examination, FAMILY)
        return [f"{each.asked.identity} {each.asked.target}" for each in examination.courier.exchanges]

    assert sent() == sent()


def test_embedded_rows_are_judged_by_visibility_for_anybody() -> None:
    """Embedded rows that visibility hides are judged for anybody, of whatever organisation the caller is."""
    untold, faulty = only("member", organization=None), FAULTS["EM-09"].deployment
    assert judged(identities=untold, let_in=library_identities())["EM-09"].outcome is Outcome.PASS
    assert judged(faulty, untold, let_in=library_identities())["EM-09"].outcome is Outcome.FAIL


def leaking(order: str | None) -> Deployment:
    """A list of books forgets whose they are where an order is asked for: this one, or any."""

    def leaky(world: World, call: Call) -> tuple[Row, ...]:
        asked = dict(call.request.query).get("sort_by")
        return without_organization(world, call) if asked and order in (None, asked) else select(world, call)

    return replace(SOUND, select=leaky)


@pytest.mark.parametrize(("order", "profile"), [(None, "gate"), ("title:asc", "deep")])
def test_a_list_that_leaks_in_one_order_only_is_found(order: str | None, profile: str) -> None:
    """A gate reads a list in some other orders than its own, a deep run in each."""
    contract, known = library_contract(), library_identities()
    app = serve(leaking(order), None, contract, known)
    courier = Courier(contract, Target(url=URL, identities=known, app=app, profile=PROFILES[profile]))
    found = verdicts(Examination(courier), FAMILY, operation=BOOKS)
    assert "AU-07" in broken(found)
