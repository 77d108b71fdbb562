"""What a create does beside keeping what it was sent, and how a row moves on with time: frozen values.

The words are closed by `semantics.schema.json`; whether they agree with the contract is decided by `consistency.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Origin = Literal["uuid", "now", "organization", "text", "value"]


@dataclass(frozen=True, slots=True)
class Setting:
    """Where the value of a property comes from that the server sets.

    Args:
        origin: `uuid` (version 7), `now`, `organization` (the one in effect), a `text` with `{uuid}` in it, or a
            `value`.
        argument: the text or the value; None for the others.
    """

    origin: Origin
    argument: Any = None


@dataclass(frozen=True, slots=True)
class Creation:
    """What a create does beside keeping what it was sent.

    Args:
        sets: the properties that the server sets, private ones among them; no client can.
        location: the operation whose path names the new row, by its `operationId`; None where no `Location` is told.
        idempotency: the header whose value makes a write happen once; None where there is none.
        conflict: the flag of an organisation that has every write of it refused; None where there is none.
        outside: whether a write has effects outside the deployment.
    """

    sets: Mapping[str, Setting] = field(default_factory=dict)
    location: str | None = None
    idempotency: str | None = None
    conflict: str | None = None
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What a row shows from a number of seconds after its beginning on."""

    after: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Timeline:
    """How rows of a resource move on by themselves.

    Args:
        since: the property that holds when a row began; a row where it is null stays as it is.
        steps: in the order of time.
    """

    since: str
    steps: tuple[Step, ...]
