"""Pages as a judge sees them, made by hand: exchanges of a small list, with rows told in a line each."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from suites.evidence.pages import Page, page_of
from suites.traffic import Asked, Exchange
from tests.suites.library import library_contract

CONTRACT = library_contract()
AUTHORS = next(each for each in CONTRACT.operations if each.label == "GET /v1/authors")


def author(key: str, **values: Any) -> Mapping[str, Any]:
    """An author's row; what is not said is null."""
    blank = {"name": "", "rank": None, "royalty": None, "is_active": True, "born_at": None, "created_at": None}
    return {"id": f"00000000-0000-4000-8000-{key:>012}", **blank, **values}


def exchange(number: int, rows: Sequence[Mapping[str, Any]], **query: str) -> Exchange:
    """One answer of the list of authors.

    Args:
        number: its place in the run.
        query: what was asked; `next_` is the answer's link on.
    """
    following = query.pop("next_", None)
    document = {"items": list(rows), "first": "f", "next": following, "previous": None}
    target = f"/v1/authors?{urlencode(query)}"
    return Exchange(number, Asked("GET", target), AUTHORS, {}, 200, body=json.dumps(document).encode())


def page(number: int, rows: Sequence[Mapping[str, Any]], **query: str) -> Page:
    """The same, read as a page."""
    found = page_of(exchange(number, rows, **query), AUTHORS, CONTRACT)
    assert found is not None
    return found
