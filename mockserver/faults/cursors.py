"""Faults of cursors: what they carry, what they are bound to, and what becomes of bad ones."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from contracts import ExpressionError, FieldType, Order, Resource
from mockserver.case import Gate
from mockserver.faults.fault import own, retold
from mockserver.faults.forward import goes_on
from mockserver.faults.subjects import FILTERING, LISTS, SORTING, both, sorting_by
from mockserver.faults.twists import asking, failing, gating, placing, refusing, sealing
from mockserver.store import Cursors, PageRequest, Position

_MILLISECONDS: Final = 23  # characters of a date-time to the millisecond, its zone apart
_FILTER: Final = -2  # where the filter stands in what a cursor is bound to
# The last value that a key can have, and the first.
_FARTHEST: Final = {FieldType.UUID: str(UUID(int=2**128 - 1)), FieldType.INTEGER: 2**63 - 1}
_NEAREST: Final = {FieldType.UUID: str(UUID(int=0)), FieldType.INTEGER: -(2**63)}


def _blunt(position: Position, resource: Resource, order: Order) -> Position:
    """Instants to the millisecond."""
    values: list[Any] = list(position.values)
    for number, key in enumerate(order.total(resource.key).keys):
        if resource.fields[key.field].type is FieldType.DATE_TIME and values[number] is not None:
            values[number] = f"{values[number].removesuffix('Z')[:_MILLISECONDS]}Z"
    return replace(position, values=tuple(values))


def _first_key_only(position: Position, resource: Resource, order: Order) -> Position:
    """The first key and the row's own: what stands between is taken for null."""
    *keys, own_key = position.values
    return replace(position, values=(*keys[:1], *(None for _ in keys[1:]), own_key))


def _without_tie_breaker(position: Position, resource: Resource, order: Order) -> Position:
    """In place of the row's own key stands one behind all others."""
    last = order.total(resource.key).keys[-1]
    type_ = resource.fields[last.field].type or FieldType.STRING
    end = _NEAREST.get(type_, "") if last.descending else _FARTHEST.get(type_, "\U0010ffff")
    return replace(position, values=(*position.values[:-1], end))


@dataclass(frozen=True, slots=True)
class _Unfiltered(Cursors):
    """Binds no cursor to the filter."""

    def seal(self, position: Position, binding: str) -> str:
        """The token of a position."""
        return Cursors.seal(self, position, _forgotten(binding))

    def open(self, token: str, binding: str) -> Position:
        """The position of a token."""
        return Cursors.open(self, token, _forgotten(binding))


def _forgotten(binding: str) -> str:
    bound = json.loads(binding)
    bound[_FILTER] = None
    return json.dumps(bound)


@dataclass(frozen=True, slots=True)
class _Forgiving(Cursors):
    """Takes what is no cursor for the start."""

    def open(self, token: str, binding: str) -> Position:
        """The position of a token."""
        try:
            return Cursors.open(self, token, binding)
        except ExpressionError:
            return Position("start")


@dataclass(frozen=True, slots=True)
class _Unsigned(Cursors):
    """Looks at no signature: whoever can read a cursor can make one."""

    def _signature(self, payload: bytes, binding: str) -> bytes:
        return bytes(16)


@dataclass(frozen=True, slots=True)
class _Lax(Cursors):
    """Lets a cursor's end be cut or grown by a character, as many decoders of base64 do."""

    def open(self, token: str, binding: str) -> Position:
        """The position of a token."""
        for text in (token, token[:-1]):
            try:
                return Cursors.open(self, text, binding)
            except ExpressionError as error:
                refused = error
        raise refused


@dataclass(frozen=True, slots=True)
class _Plain(Cursors):
    """Writes cursors in the alphabet of base64 that is not safe in a URL, padded."""

    def seal(self, position: Position, binding: str) -> str:
        """The token of a position."""
        token = Cursors.seal(self, position, binding).replace("-", "+").replace("_", "/")
        return token + "=" * (-len(token) % 4)

    def open(self, token: str, binding: str) -> Position:
        """The position of a token; a plus sign may have become a blank on its way."""
        text = token.replace("+", "-").replace("/", "_").rstrip("=")
        return Cursors.open(self, text, binding)


def _opening(kind: type[Cursors]) -> Callable[[Cursors], Cursors]:
    return lambda cursors: kind(cursors.secret)


def _forgiving_gate(gate: Gate) -> Gate:
    return replace(gate, cursors=_Forgiving(gate.cursors.secret))


def _unfiltered(request: PageRequest) -> PageRequest:
    return replace(request, filter=None) if goes_on(request) else request


LAX: Final = sealing(_opening(_Lax))

FAULTS: Final = (
    *retold(
        "robustness",
        ("R06", "a malformed cursor is 500", "A", "CU-01 ST-01", LISTS, refusing("cursor_invalid", failing)),
    ),
    *own(
        "cursors",
        ("U51", "a malformed cursor gives the first page", "A", "CU-01", LISTS, gating(_forgiving_gate)),
        ("U52", "a cursor is taken with another filter", "C", "CU-02", FILTERING, sealing(_opening(_Unfiltered))),
        ("U54", "a cursor is not safe in a URL", "A", "PG-13", LISTS, sealing(_opening(_Plain))),
        (
            "U55",
            "cursors are not signed, nor bound to their list",
            "C",
            "CU-01 CU-02",
            LISTS,
            sealing(_opening(_Unsigned)),
        ),
        (
            "U56",
            "a cursor carries instants to the millisecond",
            "C",
            "FW-12 FW-02",
            sorting_by(FieldType.DATE_TIME),
            placing(_blunt),
        ),
        (
            "U57",
            "a cursor carries the first sort key only",
            "C",
            "FW-02 FW-03 FW-10",
            SORTING,
            placing(_first_key_only),
        ),
        ("U58", "a cursor carries no tie-breaker", "C", "FW-10 FW-03", SORTING, placing(_without_tie_breaker)),
        (
            "U59",
            "from page two on, the filter is ignored",
            "C",
            "FI-15 FI-01",
            both(FILTERING, LISTS),
            asking(_unfiltered),
        ),
    ),
)
