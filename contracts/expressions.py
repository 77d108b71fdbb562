"""The one error of the small languages a client writes: filter, sort, fields, embed, cursor.

An error is a value that says what is wrong, where, and what was probably meant. This file reads no
language; it holds what their refusals share.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from contracts.errors import ContractKitError

ExpressionKind = Literal["filter", "sort", "fields", "embed", "cursor"]

BLANKS = " \t\r\n"
_SHOWN = 40  # characters of a client's text that a message repeats: it stays one line


@dataclass(unsafe_hash=True)
class ExpressionError(ContractKitError):
    """An expression that is refused.

    Args:
        kind: the language it was written in.
        message: what is wrong, one line without place or advice.
        position: offset in characters from the start of the text; None where no place is to blame.
        field: the field it is about, as the client wrote it; None where it is about none.
        suggestion: what was probably meant; None where nothing is near.
    """

    kind: ExpressionKind
    message: str
    position: int | None = None
    field: str | None = None
    suggestion: str | None = None

    def __post_init__(self) -> None:
        # The arguments of the exception itself are what pickling rebuilds it from.
        super().__init__(self.kind, self.message, self.position, self.field, self.suggestion)

    def __str__(self) -> str:
        """One line: what is wrong, where, and the way out."""
        place = "" if self.position is None else f" (offset {self.position})"
        advice = "" if self.suggestion is None else f"; did you mean {self.suggestion}?"
        return f"{self.message}{place}{advice}"


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The one of `words` that `word` was probably meant to be: the same in another case, else the closest."""
    known = list(words)
    for other in known:
        if other.lower() == word.lower():
            return other
    return next(iter(get_close_matches(word, known, n=1)), None)


def shown(text: str) -> str:
    """A client's text as a message repeats it: quoted, cut to one short line, nothing unprintable."""
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")


def named(text: str) -> str:
    """A client's name as a message repeats it: bare where it reads like a name, else as `shown`."""
    plain = text.replace("_", "a").replace("-", "a")
    return text if plain.isalnum() and text.isascii() and len(text) <= _SHOWN else shown(text)


def elements(text: str, kind: ExpressionKind) -> list[tuple[str, int]]:
    """The elements of a comma-separated text, each with its offset; blanks around commas are dropped.

    Raises:
        ExpressionError: of `kind`, at an element that is empty.
    """
    found = []
    start = 0
    for part in text.split(","):
        element = part.strip(BLANKS)
        offset = start + len(part) - len(part.lstrip(BLANKS))
        if not element:
            raise ExpressionError(kind, "an element of the list is empty", start)
        found.append((element, offset))
        start += len(part) + 1
    return found
