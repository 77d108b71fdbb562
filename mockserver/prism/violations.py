"""What Prism says against an exchange: its response header `sl-violations`, read into values.

Pure. The header is a JSON list; a long one is cut, and is JSON no more: what was whole before the cut is read.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

HEADER: Final = b"sl-violations"
_CUT: Final = "Too many violations! "


@dataclass(frozen=True, slots=True)
class PrismViolation:
    """One thing that Prism says against an exchange.

    Args:
        method: of the request.
        path: of the request, as sent, without its query.
        status: of the response.
        severity: `Error`, or `Warning` for what the document does not describe.
        code: the schema keyword that is broken, or a status (`401`, `415`); empty where Prism names none.
        location: where it stands, `("response", "body", "items", "0", "id")`; the first says whose fault it is.
        message: Prism's words.
    """

    method: str
    path: str
    status: int
    severity: str
    code: str
    location: tuple[str, ...]
    message: str

    @property
    def grave(self) -> bool:
        """Whether Prism calls it an error."""
        return self.severity == "Error"

    @property
    def place(self) -> tuple[str, ...]:
        """The location with `*` for each position in a list: what all rows of a list have in common."""
        return tuple("*" if step.isdecimal() else step for step in self.location)


def header_of(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The text of the header among raw ones, empty where it is not there; Node writes headers in Latin-1."""
    return next((value.decode("latin-1") for name, value in headers if name.lower() == HEADER), "")


def read_violations(header: str, method: str, path: str, status: int) -> tuple[PrismViolation, ...]:
    """The violations that a header tells, in its order.

    Args:
        header: its text; empty for none.
        method: of the request it answers.
        path: of that request.
        status: of the response.
    """
    return tuple(_violation(each, method, path, status) for each in _objects(header.removeprefix(_CUT)))


def _objects(text: str) -> Iterator[Mapping[str, Any]]:
    """The whole objects of a JSON list that may be cut."""
    decoder = json.JSONDecoder()
    rest = text.removeprefix("[")
    while rest.startswith("{"):
        try:
            found, end = decoder.raw_decode(rest)
        except json.JSONDecodeError:
            return
        yield found
        rest = rest[end:].lstrip(", ")


def _violation(told: Mapping[str, Any], method: str, path: str, status: int) -> PrismViolation:
    return PrismViolation(
        method=method,
        path=path,
        status=status,
        severity=str(told.get("severity", "")),
        code=str(told.get("code", "")),
        location=tuple(map(str, told.get("location", ()))),
        message=str(told.get("message", "")),
    )
