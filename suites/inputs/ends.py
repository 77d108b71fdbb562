"""Filters at the ends of what rows show: one that all of them pass up to its bounds, and one that none passes. Pure.

A bound that counts where it should not, or does not where it should, shows by the rows that have its value, of every
field that has an order. What no row passes tells of nulls, too, and of integers that only a double takes for others.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from contracts import And, Comparison, Field, FieldType, Filter, Membership, Not, Operator, Or, print_filter
from suites.evidence.orders import Row
from suites.inputs.atoms import has_nulls, operators, values

ROOM = 2400  # characters of a filter as it is sent: what any server between takes
EMPTIEST = 2  # rows with nulls that are asked for by their key
MEMBERS = 2  # of a list whose opposite no null passes
INTEGERS = 2**63  # the first integer that is beyond 64 bits


@dataclass(frozen=True, slots=True)
class Ends:
    """The filters at the ends of what a list shows.

    Args:
        rows: all that it showed.
        fields: what a filter may compare.
        collates: whether texts compare by code point.
    """

    rows: Sequence[Row]
    fields: Sequence[Field]
    collates: bool

    def within(self) -> Filter | None:
        """What lies between the least and the greatest value of each field, both included: every row does."""
        parts = [part for field in self._ordered() for part in self._between(field)]
        return _joined(And, parts) if parts else None

    def beyond(self, key: str) -> Filter | None:
        """What lies outside them, what is null and equals something, and what equals an integer only as a double.

        Args:
            key: the property that names a row.
        """
        parts: list[Filter] = [part for field in self._ordered() for part in self._outside(field)]
        parts += [*self._empty(key), *(part for field in self.fields for part in self._doubled(field))]
        return _joined(Or, parts) if parts else None

    def _ordered(self) -> Sequence[Field]:
        """The fields whose values have an order, those with short values first, as many as there is room for."""
        found = [each for each in self.fields if len(operators(each)) > 2 and values(self.rows, each)]
        found = [each for each in found if self.collates or each.type is not FieldType.STRING]
        sizes = {
            each.name: len(quote(print_filter(And((*self._between(each), *self._outside(each)))))) for each in found
        }
        kept, room = list[Field](), ROOM
        for field in sorted(found, key=lambda each: sizes[each.name]):
            room -= sizes[field.name]
            kept += [field] if room >= 0 else []
        return kept

    def _between(self, field: Field) -> tuple[Filter, ...]:
        low, high = _ends(values(self.rows, field))
        after = (Comparison(field.name, Operator.GT, each) for each in _midnight(low))
        bounds = Comparison(field.name, Operator.GTE, low), Comparison(field.name, Operator.LTE, high), *after
        null = Comparison(field.name, Operator.EQ, None)
        return (Or((And(bounds), null)),) if has_nulls(self.rows, field) else bounds

    def _outside(self, field: Field) -> tuple[Comparison, ...]:
        low, high = _ends(values(self.rows, field))
        until = (Comparison(field.name, Operator.LTE, each) for each in _midnight(low))
        return Comparison(field.name, Operator.LT, low), Comparison(field.name, Operator.GT, high), *until

    def _empty(self, key: str) -> Iterator[Filter]:
        """Rows with nulls by their key, each where a null equals a value or is none: the emptiest first."""
        found = [each for each in self.fields if has_nulls(self.rows, each) and values(self.rows, each)]
        left = {each.name: each for each in found if each.name != key}
        point = next((each for each in self.fields if each.name == key), None)
        for _ in range(EMPTIEST if point else 0):
            row = max(self.rows, key=lambda row: _emptiness(row, left.values()))
            names = values([row], point) if point else ()
            nulls = [each for name, each in left.items() if row.get(name, ...) is None]
            if not nulls or not names:
                return
            yield And((Comparison(key, Operator.EQ, names[0]), _joined(Or, (*_of_null(self.rows, nulls),))))
            left = {name: each for name, each in left.items() if each not in nulls}

    def _doubled(self, field: Field) -> Iterator[Comparison]:
        """An integer that a double cannot tell from one that rows show."""
        seen = values(self.rows, field) if field.type is FieldType.INTEGER else ()
        beside = [near for each in seen for near in (each - 1, each + 1) if near not in seen and abs(near) < INTEGERS]
        unseen = [near for near in beside if any(near != each and float(near) == float(each) for each in seen)]
        twins = [one for one in seen if any(one != each and float(one) == float(each) for each in seen)]
        # At an end it would pass what must not come by the bound.
        twins.sort(key=lambda one: (one in _ends(seen), sum(row.get(field.name) == one for row in self.rows)))
        for number in (*unseen, *twins)[:1]:
            yield Comparison(field.name, Operator.EQ, number)


def _joined(kind: type[And] | type[Or], parts: Sequence[Filter]) -> Filter:
    return kind(tuple(parts)) if len(parts) > 1 else parts[0]


def _ends(seen: Sequence[Any]) -> tuple[Any, Any]:
    return min(seen), max(seen)


def _midnight(low: Any) -> tuple[datetime, ...]:
    """The midnight that a moment follows: a date alone is that midnight, and no more of its day."""
    start = low.replace(hour=0, minute=0, second=0, microsecond=0) if isinstance(low, datetime) else low
    return (start,) if start != low else ()


def _emptiness(row: Row, fields: Iterable[Field]) -> tuple[int, int]:
    """How many nulls a row has, those of flags first: who takes what is unset for false gets no other one wrong."""
    nulls = [each for each in fields if row.get(each.name, ...) is None]
    return sum(each.type is FieldType.BOOLEAN for each in nulls), len(nulls)


def _of_null(rows: Sequence[Row], fields: Sequence[Field]) -> Iterator[Filter]:
    """What holds for no null: that it is not equal, of two values the other one, or in no list."""
    for field in fields:
        value = values(rows, field)[0]
        yield Comparison(field.name, Operator.NE, True if field.type is FieldType.BOOLEAN else value)
        if field.type is FieldType.BOOLEAN:
            yield Comparison(field.name, Operator.EQ, False)
    listed = next((each for each in fields if each.type is not FieldType.BOOLEAN), None)
    if listed:
        yield Not(Membership(listed.name, values(rows, listed)[:MEMBERS]))
