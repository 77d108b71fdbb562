"""The rows of the small library: what a judge of lists needs to bite on, made the same way every time.

Ties and nulls on most sort keys, instants a microsecond apart, integers that one double stands for, texts
whose order by code point is another than a person's, rows that only some may see.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from contracts import Contract, Identities, load_contract, load_identities

FOLDER = Path(__file__).parent / "contract"
ORGANIZATIONS = tuple(f"11111111-0000-4000-8000-00000000000{n}" for n in (1, 2))
SHELVES = tuple(f"22222222-0000-4000-8000-00000000000{n}" for n in (1, 2, 3))
OPENING = datetime(2024, 3, 1, 12, 0, 0, 120_000, tzinfo=UTC)
NAMES = ("Ana O'Neil", "ana", "Ångström", "Zoë % Bell", "under_score", "Émile", "emoji 📚", "Bo", "bo", "100%")
KINDS = ("paper", "audio", "digital")
LARGE = 2**53

Rows = Mapping[str, tuple[Mapping[str, Any], ...]]


def library_contract() -> Contract:
    """The library's contract, as its two files tell it."""
    return load_contract(FOLDER / "openapi.yaml", FOLDER / "semantics.yaml")


def telling_contract() -> Contract:
    """The library's contract, where books say whose they are."""
    shown = "    Book:\n      type: object\n"
    private = "          private:\n            organization_id: {type: string, format: uuid}\n          scope"
    head, tail = (FOLDER / "openapi.yaml").read_text().split(shown)
    tail = tail.replace("      properties:\n", "      properties:\n        organization_id: {type: string}\n", 1)
    meaning = (FOLDER / "semantics.yaml").read_text().replace(private, "          scope", 1)
    with TemporaryDirectory() as folder:
        (Path(folder) / "openapi.yaml").write_text(f"{head}{shown}{tail}")
        (Path(folder) / "semantics.yaml").write_text(meaning)
        return load_contract(Path(folder) / "openapi.yaml", Path(folder) / "semantics.yaml")


def worded_contract() -> Contract:
    """The library's contract, where authors are named by texts."""
    form = "{type: string, format: uuid}"
    head, tail = (FOLDER / "openapi.yaml").read_text().split("    Author:\n")
    head = head.replace(
        f"in: path\n      required: true\n      schema: {form}",
        "in: path\n      required: true\n      schema: {type: string}",
    )
    with TemporaryDirectory() as folder:
        document = Path(folder) / "openapi.yaml"
        document.write_text(f"{head}    Author:\n{tail.replace(form, '{type: string, maxLength: 255}', 1)}")
        return load_contract(document, FOLDER / "semantics.yaml")


def library_identities() -> Identities:
    """Who may call the library."""
    return load_identities(FOLDER / "identities.json", {})


def library_rows() -> Rows:
    """44 authors, three shelves in two organisations, 34 books on the first shelf and a few on the others."""
    chance = Random(20240301)
    authors = tuple(_author(number, chance) for number in range(44))
    keys = tuple(author["id"] for author in authors)
    owners = (ORGANIZATIONS[0], ORGANIZATIONS[0], ORGANIZATIONS[1])
    shelves = tuple({"id": shelf, "organization_id": owner} for shelf, owner in zip(SHELVES, owners, strict=True))
    amounts = (34, 5, 7)
    books = tuple(
        _book(number, shelf, keys, chance)
        for shelf, amount in zip(shelves, amounts, strict=True)
        for number in range(amount)
    )
    return {"authors": authors, "shelves": shelves, "books": books, "memberships": ()}


def written(moment: datetime) -> str:
    """An instant as the library sends it: to the microsecond, in UTC."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _key(chance: Random) -> str:
    return str(UUID(int=chance.getrandbits(128), version=4))


def _author(number: int, chance: Random) -> Mapping[str, Any]:
    return {
        "id": _key(chance),
        "name": NAMES[number % len(NAMES)],
        "rank": None if number % 7 == 3 else (LARGE + number % 5 if number % 4 == 1 else number % 6 - 2),
        "royalty": None if number % 6 == 0 else ("9.5", "10", "10.00", "0.30000000000000004", "-2.5")[number % 5],
        "is_active": number % 5 != 4,
        "born_at": None if number % 4 == 0 else written(OPENING - timedelta(days=9000, microseconds=number % 9)),
        # Threes share a moment, and the next three follow a microsecond later.
        "created_at": written(OPENING + timedelta(microseconds=number // 3)),
        "biography": None if number % 2 else "Wrote.",
        "pen_name": None if number % 3 else f"Pen {number}",
    }


def _book(number: int, shelf: Mapping[str, Any], authors: tuple[str, ...], chance: Random) -> Mapping[str, Any]:
    return {
        "id": _key(chance),
        "shelf_id": shelf["id"],
        "organization_id": shelf["organization_id"],
        "author_id": None if number % 5 == 2 else authors[number % 3],
        "title": NAMES[number % 4],
        "kind": KINDS[number % 3],
        "pages": None if number % 3 == 0 else 100 + number % 4,
        "price": None if number % 4 == 2 else ("9.90", "10.5", "100", "9.9")[number % 4],
        "lent_at": None if number % 3 else written(OPENING + timedelta(seconds=number % 2, microseconds=number % 5)),
        "created_at": written(OPENING + timedelta(microseconds=number // 4 + 999_990)),
        "tags": None if number % 2 else ["new"],
        "shelfmark": None if number % 3 else f"{shelf['id'][-1]}-{number}",
    }
