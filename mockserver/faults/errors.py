"""The error of a fault that nobody knows (the tree stands in ../errors.py)."""

from collections.abc import Iterable
from difflib import get_close_matches

from mockserver.errors import MockServerError


class UnknownFault(MockServerError):
    """A mock is to break its contract in a way that nobody knows.

    Args:
        name: the id that was asked for.
        known: the ids there are.
    """

    def __init__(self, name: str, known: Iterable[str]) -> None:
        self.name = name
        near = get_close_matches(name.casefold(), {each.casefold(): each for each in known}, 1, 0.5)
        meant = next((each for each in known if near and each.casefold() == near[0]), None)
        way_out = f"Did you mean {meant}?" if meant else "`contractkit faults list` tells all."
        super().__init__(f"no fault or variant is called {name!r}. {way_out}")
