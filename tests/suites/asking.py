"""Operations of the library by name, and a courier to ask them with."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from contracts import Contract, Operation
from suites.sending.courier import Courier
from suites.target import Target
from tests.suites.library import library_contract, library_identities

URL = "http://app.test"


def operation(label: str, contract: Contract | None = None) -> Operation:
    """An operation of the library, or of another contract."""
    found = (contract or library_contract()).operation(label)
    assert found
    return found


@contextmanager
def sending(url: str = URL, app: Any = None, **limits: Any) -> Iterator[Courier]:
    """A courier to an address, or to an application."""
    with Courier(library_contract(), Target(url=url, identities=library_identities(), app=app, **limits)) as courier:
        yield courier
