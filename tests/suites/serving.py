"""What a small deployment is made of: requests, answers, refusals, and the parts that a fault replaces.

Values and signatures only. `deployment.py` puts the sound parts together; `admission.py` and `listing.py` hold them.
"""

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contracts import Contract, Filter, Identities, Identity, Operation, Order, Parameter

Row = Mapping[str, Any]
Headers = tuple[tuple[str, str], ...]
Detail = tuple[tuple[str, ...], str, str]  # place, text for people, type of fault


@dataclass(frozen=True, slots=True)
class Request:
    """A request: the path as sent, percent-encoded; the query's pairs decoded; header names in lower case."""

    number: int
    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes
    size: int  # characters of path and query as sent

    @property
    def origin(self) -> str:
        """Where the client thinks we are."""
        return f"http://{self.headers.get('host', 'app.test')}"


@dataclass(frozen=True, slots=True)
class Answer:
    """A response; `body` None is sent as the document's JSON, or as nothing where there is none."""

    status: int
    document: Any = None
    headers: Headers = ()
    body: bytes | None = None


class Refused(Exception):
    """Ends a request: a refusal's name as in the semantics, or a code; details; further headers."""

    def __init__(self, name: str, details: Sequence[Detail] | None = None, headers: Headers = ()) -> None:
        super().__init__(name)
        self.name, self.details, self.headers = name, details, headers


@dataclass(frozen=True, slots=True)
class Call:
    """A request on its way through the stages, each of which adds what it finds.

    Args:
        values: of parameters by (place, name), read by their schemas; absent ones are missing.
    """

    request: Request
    operation: Operation | None = None
    allowed: tuple[str, ...] = ()
    path: Mapping[str, str] = field(default_factory=dict)
    identity: Identity | None = None
    organization: str | None = None
    values: Mapping[tuple[str, str], Any] = field(default_factory=dict)
    filter: Filter | None = None
    order: Order | None = None
    fields: tuple[str, ...] | None = None
    embed: tuple[str, ...] = ()
    position: "Position | None" = None

    @property
    def asked(self) -> Operation:
        """The operation, once it is known."""
        if self.operation is None:
            raise LookupError("no operation yet")
        return self.operation

    def value(self, name: str | None) -> Any:
        """The value of a query parameter; None where it is absent or has no name here."""
        return self.values.get(("query", name)) if name else None


@dataclass(frozen=True, slots=True)
class Position:
    """A place in an order: before everything, or on one side of a row, told by the row's key values."""

    side: str  # `start`, `before`, `after`
    row: Row = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sought:
    """What a list request asks for: all its rows in order, and which part of them.

    Args:
        place: a row's place in the total order, to compare with others.
        weak: the same without the tie-breaker; for faults.
    """

    rows: tuple[Row, ...]
    place: Callable[[Row], Any]
    weak: Callable[[Row], Any]
    limit: int
    position: Position | None
    backward: bool
    call: Call


@dataclass(frozen=True, slots=True)
class Cut:
    """A page: its rows, and the positions its links stand for; None for a null link."""

    items: tuple[Row, ...]
    first: Position | None
    next: Position | None
    previous: Position | None


Halves = tuple[tuple[Row, ...], tuple[Row, ...]]
Stage = Callable[["World", Call], Call]
Act = Callable[["World", Call], Answer]


@dataclass(frozen=True, slots=True)
class Deployment:
    """The parts of a server; replace one, and it has a fault.

    Args:
        stages: what a request passes, by name, in the order of refusals.
        acts: what is done with a request that has passed, by kind of behaviour.
        read_parameter: a parameter's texts to its value; raises Refused or Misspelt.
        select: the rows a call may see and asked for, in no order.
        arrange: rows in order.
        split: the rows before a position, and those after it.
        cut_page: the page and its links.
        write_cursor, read_cursor: a position to the text of a link and back.
        show: a row as it is sent.
        default_limit: the limit where none is sent.
        refuse: a refusal as an answer.
        finish: the last word on every answer.
        tick: what happens to the rows before each request.
    """

    stages: Mapping[str, Stage]
    acts: Mapping[str, Act]
    read_parameter: Callable[[Contract, Parameter, Sequence[str]], Any]
    select: Callable[["World", Call], tuple[Row, ...]]
    arrange: Callable[[tuple[Row, ...], Callable[[Row], Any], Call], tuple[Row, ...]]
    split: Callable[[Sought], Halves]
    cut_page: Callable[["World", Sought], Cut]
    write_cursor: Callable[["World", Call, Position], str]
    read_cursor: Callable[["World", Call, str], Position]
    show: Callable[["World", Call, Row], Row]
    default_limit: int | None
    refuse: Callable[["World", Call, Refused], Answer]
    finish: Callable[["World", Call, Answer], Answer]
    tick: Callable[[MutableMapping[str, list[dict[str, Any]]], int], None]


@dataclass(frozen=True, slots=True)
class World:
    """A deployment at work: its parts, the contract, who may call, and the rows as they are now."""

    parts: Deployment
    contract: Contract
    identities: Identities
    rows: dict[str, list[dict[str, Any]]]
