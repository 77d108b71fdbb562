"""Whatever is done to a contract's files, loading them gives a contract or the one error, in one line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import Contract, ContractError, describe, validator
from contracts.pointers import pointer
from tests.contracts.toolshed import DOCUMENT, GONE, OVERLAY, changed, loaded


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[str]:
    """The pointer of everything below a value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in inside:
        yield pointer((*path, name))
        yield from places(inner, (*path, name))


VALUES: Any = st.sampled_from(
    [
        GONE,
        *(None, True, 0, -1, 1.5, 10**30, "", "x", "\u0000", "#/", "$", "/a/{b}", "(", "{id}"),
        *([], [None], ["a"], [[1]], {}, {"a": 1}, {"$ref": "#/components/schemas/Tool"}, {"type": "object"}),
    ]
)
DAMAGE = st.one_of(
    st.tuples(st.just("document"), st.sampled_from(list(places(DOCUMENT))), VALUES),
    st.tuples(st.just("overlay"), st.sampled_from(list(places(OVERLAY))), VALUES),
)


def used(contract: Contract) -> None:
    """Ask of a contract what others ask of it."""
    judge = validator(contract)
    for operation in contract.operations:
        assert describe(contract, operation.label)
        for reply in operation.replies.values():
            assert reply.json is None or isinstance(judge.fits(reply.json, {"a": 1}), bool)


@settings(max_examples=200)
@given(damage=DAMAGE)
def test_a_damaged_contract_is_refused_or_works(
    damage: tuple[str, str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A value anywhere in a document or overlay that is taken away or replaced by another ends in one line at most."""
    which, where, value = damage
    document = changed(DOCUMENT, where, value) if which == "document" else DOCUMENT
    overlay = changed(OVERLAY, where, value) if which == "overlay" else OVERLAY
    folder: Path = tmp_path_factory.mktemp("damage")
    try:
        used(loaded(folder, document, overlay))
    except ContractError as error:
        line = str(error)
        assert line.startswith(f"{folder}/")
        assert "\n" not in line
