"""Faults of filters: operators that mean something else, types that compare as another, rows that slip in."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from contracts import (
    And,
    Comparison,
    ExpressionError,
    Field,
    Fields,
    FieldType,
    Filter,
    Membership,
    Not,
    Operation,
    Operator,
    Or,
    Resource,
    Truth,
    holds,
    parse_filter,
    print_filter,
)
from mockserver.answers import Answer, Reply
from mockserver.case import Case
from mockserver.faults.fault import Apply, own, retold
from mockserver.faults.steps import Leaf, comparing, filtering, is_kept, is_null, judging
from mockserver.faults.subjects import FILTERING, LISTS, ORGANIZED, behaviour_of, both, listing_of, resource_of, those
from mockserver.faults.twists import failing, finishing, hearing, paging, refusing, resources
from mockserver.incoming import Incoming
from mockserver.store import Page, PageRequest, Row, Store

_DATE = re.compile(r"(?<![\w:.+/-])(\d{4}-\d{2}-\d{2})(?![\w:.+/-])")
_OFFSET = re.compile(r"(\d{2}:\d{2}:\d{2}(?:\.\d+)?)[+-]\d{2}:\d{2}")
_LONG: Final = 2000  # characters
_FOUND: Final = 2
_ORDERED: Final[dict[Operator, Callable[[Any, Any], bool]]] = {
    Operator.GT: lambda one, other: one > other,
    Operator.GTE: lambda one, other: one >= other,
    Operator.LT: lambda one, other: one < other,
    Operator.LTE: lambda one, other: one <= other,
}


def always(field: str) -> Filter:
    """What holds for every row."""
    return Or((is_null(field), Not(is_null(field))))


def _ignored(leaf: Leaf, request: PageRequest) -> Filter:
    return always(leaf.field) if leaf.field == _nullable(request.resource) else leaf


def _nullable(resource: Resource) -> str:
    """The last property that can be sorted by and need not be there."""
    return [each.name for each in resource.fields.values() if each.nullable and each.sortable][-1]


def _or_for_and(tree: Filter, request: PageRequest) -> Filter:
    match tree:
        case And(operands) | Or(operands):
            return Or(tuple(_or_for_and(each, request) for each in operands))
        case Not(operand):
            return Not(_or_for_and(operand, request))
        case _:
            return tree


def _first_of_or(tree: Filter, request: PageRequest) -> Filter:
    return tree.operands[0] if isinstance(tree, Or) else tree


def _not_of_null(tree: Filter, request: PageRequest) -> Filter:
    """NOT holds for whatever does not: also where nothing is known."""
    if isinstance(tree, Not) and isinstance(tree.operand, Comparison | Membership):
        return Or((tree, is_null(tree.operand.field)))
    if isinstance(tree, And | Or):
        return replace(tree, operands=tuple(_not_of_null(each, request) for each in tree.operands))
    return tree


def _inclusive(leaf: Leaf, request: PageRequest) -> Filter:
    wider = {Operator.GT: Operator.GTE, Operator.LT: Operator.LTE}
    if isinstance(leaf, Comparison) and leaf.operator in wider:
        return replace(leaf, operator=wider[leaf.operator])
    return leaf


def _with_nulls(*operators: Operator, kinds: tuple[type, ...] = (object,)) -> Callable[[Leaf, PageRequest], Filter]:
    def change(leaf: Leaf, request: PageRequest) -> Filter:
        meant = isinstance(leaf, Comparison) and leaf.operator in operators and leaf.value is not None
        return Or((leaf, is_null(leaf.field))) if meant and isinstance(leaf.value, kinds) else leaf  # type: ignore[union-attr]

    return change


def _null_for_empty(leaf: Leaf, request: PageRequest) -> Filter:
    """As in databases that know no empty text."""
    unset = isinstance(leaf, Comparison) and leaf.operator is Operator.EQ and leaf.value == ""
    return Or((leaf, is_null(leaf.field))) if unset else leaf


def _first_two(leaf: Leaf, request: PageRequest) -> Filter:
    return Membership(leaf.field, leaf.values[:_FOUND]) if isinstance(leaf, Membership) else leaf


def _like(leaf: Leaf, row: Row) -> Truth:
    value = leaf.value if isinstance(leaf, Comparison) and leaf.operator is Operator.EQ else None
    if not isinstance(value, str) or not isinstance(row[leaf.field], str):
        return holds(leaf, row)
    pattern = re.escape(value).replace("%", ".*").replace("_", ".")
    return re.fullmatch(pattern, row[leaf.field], re.DOTALL) is not None


def _folded(leaf: Leaf, row: Row) -> Truth:
    value = leaf.value if isinstance(leaf, Comparison) and leaf.operator is Operator.EQ else None
    if not isinstance(value, str) or not isinstance(row[leaf.field], str):
        return holds(leaf, row)
    return bool(value.casefold() == row[leaf.field].casefold())


def _as(read: Callable[[Any], Any], kind: type, *operators: Operator) -> Callable[[Leaf, Row], Truth]:
    """Compares values of a kind as what `read` makes of them."""

    def judge(leaf: Leaf, row: Row) -> Truth:
        meant = isinstance(leaf, Comparison) and isinstance(leaf.value, kind) and row[leaf.field] is not None
        if not meant or not isinstance(leaf, Comparison) or leaf.operator not in operators:
            return holds(leaf, row)
        if leaf.operator is Operator.EQ:
            return bool(read(row[leaf.field]) == read(leaf.value))
        return _ORDERED[leaf.operator](read(row[leaf.field]), read(leaf.value))

    return judge


def _instant(value: Any) -> str:
    return value if isinstance(value, str) else f"{value.isoformat()[:-6]}Z"


def rewriting(name: str, change: Callable[[str, Resource], str | None]) -> Apply:
    """Takes an expression for another text, or for none: `name` is what a Listing calls its parameter."""

    def hear(incoming: Incoming, operation: Operation) -> Incoming:
        listing, resource = listing_of(operation), resource_of(operation)
        parameter = getattr(listing, name) if listing else None
        if resource is None or parameter is None:
            return incoming
        query = [
            (own_, change(text, resource) if own_ == parameter and text else text) for own_, text in incoming.query
        ]
        return replace(incoming, query=tuple(pair for pair in query if pair[1] is not None or pair[0] != parameter))

    return hearing(hear)


def _readable(text: str, resource: Resource) -> str | None:
    try:
        parse_filter(text, resource.fields)
    except ExpressionError:
        return None
    return text


def _quoted(case: Case, answer: Answer) -> Answer:
    if not isinstance(answer, Reply) or listing_of(case.operation) is None or case.expressions.filter is None:
        return answer
    return failing(case, answer) if "''" in print_filter(case.expressions.filter).replace("=''", "") else answer


def _long(case: Case, answer: Answer) -> Answer:
    listing = listing_of(case.operation)
    texts = case.incoming.texts(listing.filter) if listing and listing.filter else ()
    return failing(case, answer) if any(len(text or "") > _LONG for text in texts) else answer


def _widened(store: Store, request: PageRequest) -> Page:
    """`scope AND a OR b`, without parentheses: the last alternative is bound to nothing."""
    if not isinstance(request.filter, Or):
        return store.page(request)
    resource, blank = request.resource, dict.fromkeys((*request.resource.properties, *request.resource.private))
    own_rows = store.page(replace(request, position=None, backward=False, limit=10**6)).rows
    last = request.filter.operands[-1]
    more = [row for row in store.rows(resource, ()) if row not in own_rows and is_kept(last, {**blank, **row}, holds)]
    page = store.page(request)
    return replace(page, rows=(*more[:1], *page.rows)[: request.limit], empty=False)


def _told(resource: Resource) -> Resource:
    """A private property can be filtered by."""
    members = list(resource.fields.values())
    members += [
        Field(name, FieldType.UUID if words.get("format") == "uuid" else FieldType.STRING, False, False)
        for name, words in resource.private.items()
        if name not in resource.fields and words.get("type") == "string"
    ]
    return replace(resource, fields=Fields(tuple(members)))


SECRETIVE = those(
    lambda each: bool((behaviour := behaviour_of(each, "list")) and behaviour.resource and behaviour.resource.private)
)

FAULTS: Final = (
    *retold(
        "filter",
        ("F01", "comparisons of one field are ignored", "C", "FI-01 FI-12", FILTERING, comparing(_ignored)),
        ("F02", "a filter that cannot be read is ignored", "B", "FI-14", FILTERING, rewriting("filter", _readable)),
        ("F03", "AND means OR", "C", "FI-04 FI-01", FILTERING, filtering(_or_for_and)),
        ("F06", "greater and less include what is equal", "C", "FI-07 FI-01", FILTERING, comparing(_inclusive)),
        ("F08", "`%` and `_` stand for other characters", "C", "FI-13 FI-01", FILTERING, judging(_like)),
        (
            *("F10", "a date alone is midnight two hours east", "C", "FI-19 FI-01 FI-02", FILTERING),
            rewriting("filter", lambda text, _: _DATE.sub(r"\1T00:00:00+02:00", text)),
        ),
        (
            "F12",
            "a filter that cannot be read is 500",
            "A",
            "FI-14 ST-01",
            FILTERING,
            refusing("filter_invalid", failing),
        ),
        ("F14", "a quote in a filter's text is 500", "A", "FI-13 ST-01", FILTERING, finishing(_quoted)),
        ("F15", "a property that is never sent can be filtered by", "C", "FI-20", SECRETIVE, resources(_told)),
    ),
    *retold("robustness", ("R08", "a long filter is 500", "A", "FI-14 ST-01", FILTERING, finishing(_long))),
    *own(
        "filter",
        ("F51", "the empty text is what is null, too", "C", "FI-01 FI-06 FI-13", FILTERING, comparing(_null_for_empty)),
        ("F52", "not equal is what is null, too", "C", "FI-01 FI-06", FILTERING, comparing(_with_nulls(Operator.NE))),
        ("F53", "NOT holds where nothing is known", "C", "FI-06 FI-01", FILTERING, filtering(_not_of_null)),
        ("F54", "`in` looks at its first two values", "C", "FI-10 FI-08 FI-02", FILTERING, comparing(_first_two)),
        (
            "F55",
            "instants compare as texts",
            "C",
            "FI-01 FI-07 FI-19",
            FILTERING,
            judging(_as(_instant, datetime, *_ORDERED)),
        ),
        ("F56", "decimals compare as texts", "C", "FI-01 FI-08", FILTERING, judging(_as(str, Decimal, *_ORDERED))),
        (
            "F57",
            "decimals compare as floats",
            "C",
            "FI-01 FI-08 FI-11",
            FILTERING,
            judging(_as(float, Decimal, Operator.EQ)),
        ),
        ("F58", "texts are equal in any case", "C", "FI-18 FI-01", FILTERING, judging(_folded)),
        (
            *("F59", "the offset of an instant is ignored", "C", "FI-19", FILTERING),
            rewriting("filter", lambda text, _: _OFFSET.sub(r"\1Z", text)),
        ),
        ("F60", "OR looks at its first alternative", "C", "FI-05 FI-10", FILTERING, filtering(_first_of_or)),
        (
            "F61",
            "null is less than any value",
            "C",
            "FI-06 FI-07 FI-01",
            FILTERING,
            comparing(_with_nulls(Operator.LT, Operator.LTE)),
        ),
        (
            "F62",
            "an alternative of OR leaves the organisation",
            "D",
            "FI-22 FI-05 AU-07",
            both(ORGANIZED, LISTS),
            paging(_widened),
        ),
    ),
)
