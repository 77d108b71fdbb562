"""Parts of a deployment whose filters are broken, each in one way."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from contracts import (
    And,
    Comparison,
    Contract,
    ExpressionError,
    Field,
    Fields,
    FieldType,
    Filter,
    Membership,
    Not,
    Operator,
    Or,
    Truth,
    Within,
    holds,
    parse_filter,
)
from suites.evidence.sieves import atoms
from tests.suites.admission import STAGES, read_expressions
from tests.suites.deployment import SOUND
from tests.suites.library import SHELVES, library_contract
from tests.suites.listing import answer_read, select, write_cursor
from tests.suites.serving import Answer, Call, Deployment, Position, Refused, Row, Stage, World

Leaf = Callable[[Comparison | Membership, Row], Truth]
EVERY_SHELF = "33333333-0000-4000-8000-000000000000"
DATE = re.compile(r"([<>=:] *)(\d{4}-\d{2}-\d{2})(?![\w:])")
NOTHING = "id=00000000-0000-4000-8000-000000000000"


def conjunction(truths: list[Truth]) -> Truth:
    """AND as in SQL."""
    return False if False in truths else None if None in truths else True


def disjunction(truths: list[Truth]) -> Truth:
    """OR as in SQL."""
    return True if True in truths else None if None in truths else False


def opposite(truth: Truth) -> Truth:
    """NOT as in SQL."""
    return None if truth is None else not truth


def reading(
    leaf: Leaf = holds,
    negate: Callable[[Truth], Truth] = opposite,
    both: Callable[[list[Truth]], Truth] = conjunction,
    either: Callable[[list[Truth]], Truth] = disjunction,
) -> Callable[[Filter, Row], Truth]:
    """What a filter says of a row, by other meanings of its parts."""

    def read(tree: Filter, row: Row) -> Truth:
        match tree:
            case Not(operand):
                return negate(read(operand, row))
            case And(operands):
                return both([read(each, row) for each in operands])
            case Or(operands):
                return either([read(each, row) for each in operands])
        return leaf(tree, row)

    return read


def passing(read: Callable[[Filter, Row], Truth]) -> Deployment:
    """A deployment that reads filters in another way."""

    def choose(world: World, call: Call) -> tuple[Row, ...]:
        tree = call.filter
        rows = select(world, replace(call, filter=None))
        return rows if tree is None else tuple(row for row in rows if read(tree, row) is True)

    return replace(SOUND, select=choose)


def unheard(name: str) -> Leaf:
    """A field whose comparisons are left out."""
    return lambda atom, row: True if atom.field == name else holds(atom, row)


def unmatched(name: str) -> Leaf:
    """A field that nothing ever equals."""
    return lambda atom, row: False if atom.field == name else holds(atom, row)


def at_bounds(atom: Comparison | Membership, row: Row) -> Truth:
    """More is at least."""
    if isinstance(atom, Comparison) and atom.operator is Operator.GT:
        return holds(replace(atom, operator=Operator.GTE), row)
    return holds(atom, row)


def first_member(atom: Comparison | Membership, row: Row) -> Truth:
    """Of a list the first value counts."""
    return holds(Membership(atom.field, atom.values[:1]) if isinstance(atom, Membership) else atom, row)


def like(atom: Comparison | Membership, row: Row) -> Truth:
    """Equal is LIKE."""
    value = row[atom.field]
    if not isinstance(atom, Comparison) or not isinstance(atom.value, str) or not isinstance(value, str):
        return holds(atom, row)
    parts = {"%": ".*", "_": "."}
    pattern = "".join(parts.get(char) or re.escape(char) for char in atom.value)
    met = bool(re.fullmatch(pattern, value, re.DOTALL))
    return {Operator.EQ: met, Operator.NE: not met}.get(atom.operator, holds(atom, row))


def folded(atom: Comparison | Membership, row: Row) -> Truth:
    """Texts compare whatever their case."""
    value = row[atom.field]
    if not isinstance(atom, Comparison) or not isinstance(atom.value, str) or not isinstance(value, str):
        return holds(atom, row)
    return holds(replace(atom, value=atom.value.lower()), {atom.field: value.lower()})


def to_the_millisecond(atom: Comparison | Membership, row: Row) -> Truth:
    """Instants compare to the millisecond."""
    value = row[atom.field]
    if not isinstance(atom, Comparison) or not isinstance(atom.value, datetime) or value is None:
        return holds(atom, row)
    blunt = atom.value.replace(microsecond=atom.value.microsecond // 1000 * 1000)
    return holds(replace(atom, value=blunt), {atom.field: f"{value[:23]}000Z"})


def by_text(atom: Comparison | Membership, row: Row) -> Truth:
    """Numbers compare as texts."""
    value = row[atom.field]
    numeric = isinstance(atom, Comparison) and not isinstance(atom.value, str | datetime | bool | type(None))
    if not isinstance(atom, Comparison) or not numeric or value is None or atom.field.endswith("id"):
        return holds(atom, row)
    return holds(replace(atom, value=str(atom.value)), {atom.field: str(value)})


def as_doubles(atom: Comparison | Membership, row: Row) -> Truth:
    """A decimal equals what one double stands for as well."""
    value = row[atom.field]
    if not isinstance(atom, Comparison) or not isinstance(atom.value, Decimal) or value is None:
        return holds(atom, row)
    same = float(atom.value) == float(value)
    return {Operator.EQ: same, Operator.NE: not same}.get(atom.operator, holds(atom, row))


def or_before_and(tree: Filter, row: Row) -> Truth:
    """OR binds before AND."""
    if isinstance(tree, Or) and isinstance(tree.operands[-1], And):
        *first, last = tree.operands
        head, *tail = last.operands if isinstance(last, And) else (last,)
        return reading()(And((Or((*first, head)), *tail)), row)
    return reading()(tree, row)


def otherwise_ordered(rows: tuple[Row, ...], place: Callable[[Row], Any], call: Call) -> tuple[Row, ...]:
    """Behind a filter rows stand by their key."""
    return tuple(sorted(rows, key=place if call.filter is None else lambda row: row["id"]))


def lost_with_fields(world: World, call: Call) -> tuple[Row, ...]:
    """A projection loses the filter."""
    return select(world, replace(call, filter=None) if call.fields else call)


def lost_on_a_later_page() -> Deployment:
    """From the third page on the filter is lost."""

    def write(world: World, call: Call, position: Position) -> str:
        number = int(call.position.row.get("page", 1)) if call.position else 1
        row = {name: value for name, value in position.row.items() if name != "page"}
        return f"{write_cursor(world, call, replace(position, row=row))}.{number + 1}"

    def read(world: World, call: Call, text: str) -> Position:
        inner, _, number = text.partition(".")
        position = SOUND.read_cursor(world, call, inner)
        return replace(position, row={**position.row, "page": int(number) if number.isdigit() else 1})

    def choose(world: World, call: Call) -> tuple[Row, ...]:
        far = call.position is not None and call.position.row.get("page", 1) > 2
        return select(world, replace(call, filter=None) if far else call)

    return replace(SOUND, write_cursor=write, read_cursor=read, select=choose)


def lost_on_the_way_back(world: World, call: Call) -> tuple[Row, ...]:
    """A page before another one loses the filter."""
    return select(world, replace(call, filter=None) if call.value("from_prev") else call)


def before_expressions(change: Callable[[World, Call], Call]) -> Mapping[str, Stage]:
    """The stages with another reading of expressions."""
    return {**STAGES, "expression": change}


def unknown_taken(name: str) -> Callable[[World, Call], Call]:
    """A filter that cannot be read for a field's sake is left out.

    Args:
        name: the field; empty for any fault of a filter.
    """

    def read(world: World, call: Call) -> Call:
        text, behaviour = call.value("q"), call.asked.behaviour
        try:
            if text and behaviour and behaviour.resource:
                parse_filter(text, behaviour.resource.fields)
        except ExpressionError as error:
            if name in ("", error.field):
                call = replace(call, values={where: each for where, each in call.values.items() if where[1] != "q"})
        return read_expressions(world, call)

    return read


def hidden_compared(world: World, call: Call) -> Call:
    """A filter that compares a column which no response shows, by its type, is left out."""
    text, behaviour = call.value("q"), call.asked.behaviour
    if text and behaviour and behaviour.resource:
        known = behaviour.resource.fields
        secret = tuple(Field(name, FieldType.UUID, False, False) for name in behaviour.resource.private)
        try:
            compared = {atom.field for atom in atoms(parse_filter(text, Fields((*known.values(), *secret))))}
        except ExpressionError:
            compared = set()
        if compared - {*known}:
            call = replace(call, values={where: each for where, each in call.values.items() if where[1] != "q"})
    return read_expressions(world, call)


def dates_ahead(hours: int) -> Callable[[World, Call], Call]:
    """A date alone is midnight of a place so many hours ahead of UTC."""

    def read(world: World, call: Call) -> Call:
        text = call.value("q") or ""
        moved = DATE.sub(rf"\1'\2T00:00:00{hours:+03d}:00'", text)
        return read_expressions(world, replace(call, values={**call.values, ("query", "q"): moved}) if text else call)

    return read


def empty_taken(world: World, call: Call) -> Call:
    """An empty filter passes nothing."""
    empty = ("q", "") in call.request.query
    return read_expressions(world, replace(call, values={**call.values, ("query", "q"): NOTHING}) if empty else call)


def missing(world: World, call: Call) -> Answer:
    """A list without rows is not found."""
    answer = SOUND.acts["list"](world, call)
    if call.filter is not None and not answer.document["items"] and call.position is None:
        raise Refused("NOT_FOUND")
    return answer


def reading_otherwise(world: World, call: Call) -> Answer:
    """A row by its own path shows another value."""
    answer = answer_read(world, call)
    return replace(answer, document={**answer.document, "name": "another"})


def refusing_quotes(world: World, call: Call) -> Call:
    """A quote inside a text breaks the query."""
    if "''" in (call.value("q") or ""):
        raise Refused("INTERNAL_ERROR")
    return read_expressions(world, call)


def every_shelf() -> Contract:
    """The library, where one path stands for the books of every shelf."""
    contract = library_contract()
    operations = tuple(
        replace(each, behaviour=replace(each.behaviour, within=(Within("shelf_id", "shelf_id", EVERY_SHELF),)))
        if each.behaviour and each.behaviour.within
        else each
        for each in contract.operations
    )
    return replace(contract, operations=operations)


def lost_by_path(world: World, call: Call) -> tuple[Row, ...]:
    """The list of one shelf lacks its last book."""
    rows = select(world, call)
    return rows[:-1] if call.values.get(("path", "shelf_id")) in SHELVES else rows
