"""What the mock answers, before it is HTTP: a reply with data, or a refusal that says why.

Both are values; `refusals.py` makes refusals and `rendering.py` sends either.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contracts import Envelope


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with data.

    Args:
        status: the HTTP status.
        body: a JSON value, numbers as Decimals among them; None where there is no body.
        headers: what stands beside the ones of every answer.
    """

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Detail:
    """One fault of a request.

    Args:
        loc: where: `path`, `query`, `header` or `body`, then names and positions.
        text: what is wrong, for people.
        kind: the type of fault, for programs.
    """

    loc: tuple[str | int, ...]
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that says why there is no data.

    Args:
        status: the HTTP status.
        code: the reason for programs.
        message: the reason for people.
        envelope: the shape of the body.
        details: the faults that have a place in the request.
        headers: what stands beside the ones of every answer.
    """

    status: int
    code: str
    message: str
    envelope: Envelope
    details: tuple[Detail, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


Answer = Reply | Refusal
