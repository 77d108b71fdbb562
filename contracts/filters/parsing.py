"""A filter's text becomes a typed tree: names are fields, values are of their fields' types.

It decides which filters there are; grammar.lark decides which sentences. What a filter means for a row
is meaning.py's.
"""

from typing import Final

from lark import Token

from contracts.expressions import ExpressionError, named, nearest, shown
from contracts.filters.syntax import Node, parse_syntax
from contracts.filters.tree import (
    MEMBERSHIP,
    NULL,
    NULL_OPERATORS,
    SIGNS,
    And,
    Comparison,
    Filter,
    Membership,
    Not,
    Operator,
    Or,
)
from contracts.values import Field, Fields, FieldType, UnreadableValue, Value, read_text

MAXIMUM_LEVELS: Final = 16

_NAMES = (*Operator, MEMBERSHIP)
_JUNCTIONS: dict[str, type[And] | type[Or]] = {"conjunction": And, "disjunction": Or}


def parse_filter(text: str, fields: Fields) -> Filter:
    """Read a filter.

    Two spellings, freely mixed: `field OP value` with one of `= : > < >= <=`, and `field.name:value` with one
    of `eq ne gt gte lt lte in` in any case, where `in` takes `(v1, v2, ...)`. `NOT`, `AND` and `OR`, in any
    case, bind in this order. A bare value is of letters and digits (any Unicode ones) and `_-.:+/`; any other
    stands in single quotes, where `''` is one quote. A bare `null` is null; in quotes it is a text. A bare and
    a quoted value are read alike otherwise, by the field's type (`contracts.values.read_text`).

    Limits: 8,192 characters, 200 comparisons (an `in` is one, however long), and 16 levels, where each NOT
    and each parenthesis around a filter is one, a list's is none.

    Args:
        text: the filter; one that is empty is none, so the caller takes it as absent.
        fields: what it may compare.

    Raises:
        ExpressionError: of kind `filter`, with the offset and, where one is to blame, the field.
    """
    return _read(parse_syntax(text), fields, 0)


def _read(node: Node, fields: Fields, level: int) -> Filter:
    if node.data == "comparison":
        return _comparison(node, fields)
    if junction := _JUNCTIONS.get(node.data):
        return junction(tuple(_read(child, fields, level) for child in _nodes(node)))
    if level == MAXIMUM_LEVELS:
        message = f"a filter has at most {MAXIMUM_LEVELS} levels: each NOT and each parenthesis is one"
        raise ExpressionError("filter", message, node.meta.start_pos)
    operand = _read(_nodes(node)[0], fields, level + 1)
    return Not(operand) if node.data == "negation" else operand


def _comparison(node: Node, fields: Fields) -> Filter:
    place, sign, *values = _tokens(node)
    name, dot, word = str(place).partition(".")
    field = _field(name, _offset(place), fields)
    operation = _operation(word, place, sign) if dot else SIGNS[sign]
    lists = _nodes(node)
    if operation == MEMBERSHIP and not lists:
        raise ExpressionError("filter", f"in takes a list: {field.name}.in:(v1, v2)", _offset(values[0]), field.name)
    if lists and operation != MEMBERSHIP:
        message = f"a list goes with in only: {field.name}.in:(v1, v2)"
        raise ExpressionError("filter", message, lists[0].meta.start_pos, field.name)
    return _membership(field, lists[0]) if lists else _single(field, Operator(operation), values[0])


def _field(name: str, position: int, fields: Fields) -> Field:
    field = fields.get(name)
    if field is None:
        suggestion = nearest(name, (each for each in fields if fields[each].type))
        raise ExpressionError("filter", f"{named(name)} is no field here", position, name, suggestion)
    if field.type is None:
        raise ExpressionError("filter", f"{name} is an object or an array, and cannot be compared", position, name)
    return field


def _operation(word: str, place: Token, sign: Token) -> str:
    field, operation = str(place).removesuffix(f".{word}"), word.lower()
    if operation not in _NAMES:
        message = f"{named(word)} is no operator ({' '.join(_NAMES)}); a filter names top-level fields only"
        raise ExpressionError("filter", message, _offset(place) + len(field) + 1, field, nearest(word, _NAMES))
    if sign != ":":
        raise ExpressionError("filter", f"{field}.{word} is followed by a colon", _offset(sign), field)
    return operation


def _single(field: Field, operator: Operator, token: Token) -> Comparison:
    if not _is_null(token):
        return Comparison(field.name, operator, _value(field, token))
    if operator not in NULL_OPERATORS:
        raise ExpressionError("filter", "null goes with = : eq ne only", _offset(token), field.name)
    return Comparison(field.name, operator, None)


def _membership(field: Field, members: Node) -> Membership:
    tokens = _tokens(members)
    if not tokens:
        raise ExpressionError("filter", "the list is empty", members.meta.start_pos, field.name)
    for token in tokens:
        if _is_null(token):
            message = f"null stands in no list; it goes with = : eq ne only, as in {field.name}:null"
            raise ExpressionError("filter", message, _offset(token), field.name)
    return Membership(field.name, tuple(_value(field, token) for token in tokens))


def _value(field: Field, token: Token) -> Value:
    text = token[1:-1].replace("''", "'") if token.type == "QUOTED" else str(token)
    try:
        return read_text(field.type or FieldType.STRING, text)
    except UnreadableValue as error:
        message = f"{field.name}: {shown(text)} {error}"
        raise ExpressionError("filter", message, _offset(token), field.name, _in_lower_case(field, text)) from None


def _in_lower_case(field: Field, text: str) -> str | None:
    words = (NULL, "true", "false") if field.type is FieldType.BOOLEAN else (NULL,)
    return text.lower() if text.lower() in words else None


def _is_null(token: Token) -> bool:
    return str(token) == NULL  # a quoted one still holds its quotes


def _tokens(node: Node) -> list[Token]:
    return [child for child in node.children if isinstance(child, Token)]


def _nodes(node: Node) -> list[Node]:
    return [child for child in node.children if not isinstance(child, Token)]


def _offset(token: Token) -> int:
    return token.start_pos or 0
