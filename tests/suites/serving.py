"""What a small deployment is made of: requests, answers, refusals, and the parts that a fault replaces.

Values and signatures only. `deployment.py` puts the sound parts together; `admission.py`, `listing.py`, `bodies.py`
and `writing.py` hold them.
"""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from contracts import Contract, Filter, Identities, Identity, Operation, Order, Parameter, Setting

BEGINNING = datetime(2024, 3, 2, 8, 0, 0, tzinfo=UTC)  # what the clock shows at first, where nobody says

Row = Mapping[str, Any]
Headers = tuple[tuple[str, str], ...]
Detail = tuple[tuple[str | int, ...], str, str]  # place, text for people, type of fault


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
        body: the JSON of a body that the operation takes, numbers exact; None where there is none.
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
    body: Any = None

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
Make = Callable[[], Answer]


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
        linger: what is waited for between a request's arrival and its answer.
        check_body: every fault of the body, each with its place.
        clock: what `now` is for a new row.
        fill: the value of a property that the server sets.
        draw_row: the row that follows from the body, the path and what the server sets; stored nowhere yet.
        flagged: whether the organisation in effect takes no such write.
        clashes: whether a new row shares with another what no two rows share.
        store: keeps a new row.
        locate: where a new row is read; None where nobody is told.
        answer_created: the answer to a write that was done.
        once: makes a write, or answers the first answer under the request's key again.
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
    linger: Callable[[Request], Awaitable[None]]
    check_body: Callable[["World", Call], Sequence[Detail]]
    clock: Callable[["World"], datetime]
    fill: Callable[["World", Call, Setting, datetime], Any]
    draw_row: Callable[["World", Call], dict[str, Any]]
    flagged: Callable[["World", Call], bool]
    clashes: Callable[["World", Call, Row], bool]
    store: Callable[["World", Call, dict[str, Any]], None]
    locate: Callable[["World", Call, Row], str | None]
    answer_created: Callable[["World", Call, Row], Answer]
    once: Callable[["World", Call, Make], Answer]


@dataclass(frozen=True, slots=True)
class Kept:
    """The first answer under a key.

    Args:
        body: the JSON that was sent.
        arrived: how many requests had come in when it was kept.
    """

    body: Any
    answer: Answer
    arrived: int


@dataclass(slots=True)
class Counts:
    """What a deployment at work counts: requests that came in, identifiers it drew; and what its clock shows."""

    arrived: int = 0
    drawn: int = 0
    now: datetime = BEGINNING


@dataclass(frozen=True, slots=True)
class World:
    """A deployment at work: its parts, the contract, who may call, the rows as they are now, and what is kept."""

    parts: Deployment
    contract: Contract
    identities: Identities
    rows: dict[str, list[dict[str, Any]]]
    counts: Counts = field(default_factory=Counts)
    kept: dict[tuple[str | None, ...], Kept] = field(default_factory=dict)
