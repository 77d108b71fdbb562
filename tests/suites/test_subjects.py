"""Whom to ask as and for which rows: found in the identities file and in what the deployment lists, or lacking."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from contracts import EVERY_ROLE, Contract, Identities, Identity, Parameter, Schema, Within, read_text
from suites.inputs.samples import required_query, sample, sample_path
from suites.sending.courier import Courier
from suites.subjects import Subject, Subjects, Unasked
from suites.target import Target
from tests.suites.admission import STAGES
from tests.suites.asking import operation
from tests.suites.deployment import SOUND, serve
from tests.suites.library import SHELVES, library_contract, library_identities, library_rows
from tests.suites.serving import Call, Deployment, Refused, World

AUTHORS, AUTHOR, ADMIN = "GET /v1/authors", "GET /v1/authors/{id}", "GET /v1/admin/authors"
BOOKS, BOOK, SIGN_IN = "GET /v1/shelves/{shelf_id}/books", "GET /v1/shelves/{shelf_id}/books/{id}", "GET /v1/sign-in"


@contextmanager
def finding(
    identities: Identities | None = None,
    contract: Contract | None = None,
    parts: Deployment = SOUND,
    rows: Mapping[str, Any] | None = None,
) -> Iterator[Subjects]:
    """The subjects of a small deployment."""
    contract, identities = contract or library_contract(), identities or library_identities()
    app = serve(parts, rows, contract, library_identities())
    with Courier(contract, Target(url="http://app.test", identities=identities, app=app)) as courier:
        yield Subjects(courier)


def refuse_all(_world: World, _call: Call) -> Call:
    """Lets nobody in."""
    raise Refused("role_missing")


def subject(subjects: Subjects, label: str) -> Subject:
    """The subject of an operation that has one."""
    found = subjects.of(operation(label))
    assert isinstance(found, Subject), found
    return found


def reason(subjects: Subjects, label: str) -> str:
    """Why an operation has no subject."""
    found = subjects.of(operation(label))
    assert isinstance(found, Unasked), found
    return found.reason


def behaving(label: str, **changes: Any) -> Contract:
    """The library with another behaviour of one operation."""
    contract = library_contract()
    chosen = operation(label, contract)
    assert chosen.behaviour
    changed = replace(chosen, behaviour=replace(chosen.behaviour, **changes))
    return replace(contract, operations=tuple(changed if each.label == label else each for each in contract.operations))


def test_an_id_is_taken_from_the_list() -> None:
    """A read by id asks for a row that the list of its resource shows to the same caller."""
    with finding() as subjects:
        found = subject(subjects, AUTHOR)
        shown = [row["id"] for row in subjects.rows(operation(AUTHORS))]
    assert found.path["id"] in shown
    assert found.identity == library_identities().get("member")


def test_a_child_is_asked_for_below_its_own_parent() -> None:
    """A row below a parent is asked for with the parent it has."""
    with finding() as subjects:
        found = subject(subjects, BOOK)
    books = {row["id"]: row["shelf_id"] for row in library_rows()["books"]}
    assert books[found.path["id"]] == found.path["shelf_id"]


def test_the_parent_with_most_rows_is_chosen() -> None:
    """Of several known parents a list is asked for the one with most rows, wherever it stands."""
    known = library_identities()
    for shelves in (SHELVES[:2], SHELVES[1::-1]):
        member = replace(known.identities["member"], known={"shelf_id": shelves})
        with finding(replace(known, identities={**known.identities, "member": member})) as subjects:
            assert subject(subjects, BOOKS).path == {"shelf_id": SHELVES[0]}


def test_known_ids_stand_at_the_top_too() -> None:
    """What any identity may see is taken from the top of the file, what one alone may see from itself first."""
    known = library_identities()
    member = replace(known.identities["member"], known={})
    identities = replace(known, identities={**known.identities, "member": member}, known={"shelf_id": (SHELVES[1],)})
    with finding(identities) as subjects:
        assert subject(subjects, BOOKS).path == {"shelf_id": SHELVES[1]}


def test_without_a_list_several_known_ids_go_together() -> None:
    """Values for two parameters are taken in step."""
    known = {"shelf_id": (SHELVES[0],), "id": ("one", "two")}
    contract = library_contract()
    reads = tuple(each for each in contract.operations if each.label == BOOK)
    identities = replace(library_identities(), known=known)
    member = replace(identities.identities["member"], known={})
    identities = replace(identities, identities={"member": member})
    with finding(identities, replace(contract, operations=reads)) as subjects:
        assert subject(subjects, BOOK).path == {"shelf_id": SHELVES[0], "id": "one"}


def test_nothing_known_names_the_way_out() -> None:
    """Where no list yields an id and none is known, the reason names the parameter and where to write it."""
    known = library_identities()
    member = replace(known.identities["member"], known={})
    with finding(replace(known, identities={"member": member})) as subjects:
        said = reason(subjects, BOOKS)
    assert said == "no value is known for {shelf_id} (`known` in --identities), and no list yields one"


def test_an_empty_list_yields_nothing() -> None:
    """A deployment without rows gives no id."""
    with finding(rows={**library_rows(), "authors": ()}) as subjects:
        assert "no value is known for {id}" in reason(subjects, AUTHOR)


def test_a_role_is_asked_for_by_who_has_it() -> None:
    """An operation with a role is asked by the first identity that has it and shows no refusal."""
    with finding() as subjects:
        assert subject(subjects, ADMIN).identity == library_identities().get("admin")
    known = library_identities().identities
    backwards = replace(library_identities(), identities=dict(reversed(list(known.items()))))
    with finding(backwards) as subjects:
        assert subject(subjects, ADMIN).identity == known["admin"]


def test_who_is_told_to_have_a_role_comes_before_who_may_have_any() -> None:
    """A token whose roles nobody told asks for what needs no role, and leaves the rest to who has it."""
    known = library_identities()
    token = Identity("token", known.identities["member"].token, roles=(EVERY_ROLE,))
    with finding(replace(known, default="token", identities={**known.identities, "token": token})) as subjects:
        assert subject(subjects, ADMIN).identity == known.identities["admin"]
        assert subject(subjects, AUTHORS).identity == token


def test_an_absent_role_names_the_way_out() -> None:
    """Where nobody has the role, the reason names it and the option."""
    known = library_identities()
    with finding(replace(known, identities={"member": known.identities["member"]})) as subjects:
        assert reason(subjects, ADMIN) == "no identity has the role admin (--identities, --token-env)"
    with finding(Identities()) as subjects:
        assert reason(subjects, AUTHORS) == "no identity is known (--identities, --token-env)"


def test_one_token_that_is_refused_leaves_the_role_unasked() -> None:
    """With a single token of unknown roles, an operation that answers it 403 is not asked; one that lets it in is."""
    for name, refused in (("member", True), ("admin", False)):
        token = replace(library_identities().identities[name], roles=(EVERY_ROLE,))
        with finding(Identities(default=name, identities={name: token})) as subjects:
            found = subjects.of(operation(ADMIN))
            assert isinstance(found, Unasked) == refused
            assert not refused or "refused with 403, and it asks for the role admin" in reason(subjects, ADMIN)


def test_what_writes_is_not_asked() -> None:
    """An operation that writes has no subject, and nothing is sent to find one."""
    with finding() as subjects:
        assert "it writes" in reason(subjects, "POST /v1/admin/authors")
        assert not subjects._courier.exchanges


def test_a_public_operation_needs_nobody() -> None:
    """What needs no credentials is asked as the default identity, or as nobody where there is none."""
    with finding() as subjects:
        assert subject(subjects, SIGN_IN).identity == library_identities().get()
    with finding(Identities()) as subjects:
        assert subject(subjects, SIGN_IN) == Subject(None, {})


def test_the_value_for_any_parent_is_preferred() -> None:
    """A list that takes a value for every parent is asked for them all."""
    any_shelf = (Within(parameter="shelf_id", property="shelf_id", any="any"),)
    contract = behaving(BOOKS, within=any_shelf)
    with finding(contract=contract) as subjects:
        found = subjects.of(operation(BOOKS, contract))
    assert isinstance(found, Subject)
    assert found.path == {"shelf_id": "any"}


def test_rows_that_only_an_admin_sees_are_not_asked_for_as_a_member() -> None:
    """A read of visible rows takes no id from a list of all of them."""
    contract = library_contract()
    kept = tuple(each for each in contract.operations if each.label != AUTHORS)
    with finding(contract=replace(contract, operations=kept)) as subjects:
        assert "no value is known for {id}" in reason(subjects, AUTHOR)


def test_lists_that_need_each_other_end_unasked() -> None:
    """Two lists that could only be asked with ids of one another are told as lacking; the search ends."""
    contract = library_contract()
    shelf = operation(BOOKS, contract)
    assert shelf.behaviour
    other = replace(
        shelf,
        id="other",
        path="/v1/authors/{author_id}/books",
        parameters=tuple(
            replace(each, name="author_id") if each.name == "shelf_id" else each for each in shelf.parameters
        ),
        behaviour=replace(shelf.behaviour, within=(Within("author_id", "author_id"),)),
    )
    known = library_identities()
    identities = replace(known, identities={"member": replace(known.identities["member"], known={})})
    pair = replace(contract, operations=(shelf, other))
    with finding(identities, pair) as subjects:
        for each in pair.operations:
            assert isinstance(subjects.of(each), Unasked)
    member = replace(known.identities["member"], known={"author_id": ("some",)})
    with finding(replace(known, identities={"member": member}), pair) as subjects:
        assert isinstance(subjects.of(shelf), Unasked)
        assert isinstance(subjects.of(other), Subject)


def test_samples_follow_their_schemas() -> None:
    """A path that names no row and a required query are of the right type, whatever its keywords."""
    contract = library_contract()
    assert list(sample_path(contract, operation(BOOK))) == ["shelf_id", "id"]
    assert required_query(contract, operation(SIGN_IN)) == (("return_to", "sample"),)
    assert not required_query(contract, operation(BOOKS))


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ({"type": "integer", "minimum": 5}, "5"),
        ({"type": ["integer", "null"], "maximum": -1}, "-1"),
        ({"enum": ["b", "a"]}, "b"),
        ({"type": "string", "default": "z"}, "z"),
        ({"type": "boolean"}, "true"),
        ({"type": "string", "format": "date-time"}, "2026-01-01T00:00:00Z"),
        ({"type": "string", "minLength": 12}, "x" * 12),
        ({"type": "number"}, "1"),
        (True, "sample"),
    ],
)
def test_a_sample_follows_its_schema(words: Mapping[str, Any] | bool, text: str) -> None:
    """A value that is made up is one that the parameter takes."""
    schema = Schema("#/components/schemas/Sample", words)
    parameter = Parameter("made_up", "query", True, schema, "#/components/parameters/Sample")
    document = {**library_contract().document, "components": {"schemas": {"Sample": words}}}
    contract = replace(library_contract(), document=document)
    assert sample(contract, parameter) == text
    assert str(read_text(contract, parameter, (text,))).lower() == text.lower()


def test_a_refused_list_yields_nothing() -> None:
    """A deployment that answers no list leaves the reads below it unasked."""
    closed = replace(SOUND, stages={**STAGES, "identity": refuse_all})
    with finding(parts=closed) as subjects:
        assert subjects.rows(operation(AUTHORS)) == ()
        assert "no value is known" in reason(subjects, AUTHOR)
