"""Faults of sorting: the wrong way, as the wrong type, or for some rows only."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from contracts import (
    Behaviour,
    ExpressionError,
    Fields,
    FieldType,
    NullOrder,
    Order,
    Resource,
    order_key,
    parse_order,
)
from mockserver.admission import Admitted
from mockserver.answers import Answer
from mockserver.behaviours import Behave, Tools
from mockserver.expressions import Expressions
from mockserver.faults.fault import Apply, own, retold
from mockserver.faults.filter import rewriting
from mockserver.faults.forward import is_sorted
from mockserver.faults.steps import Placing, ordering
from mockserver.faults.subjects import PROJECTING, SORTING, both, sorting_by
from mockserver.faults.twists import Twisted, behaving, expressing, failing, refusing
from mockserver.store import Page, PageRequest, Store

_SECONDS: Final = 19  # characters of a date-time to the second
_NUMBERS: Final = (FieldType.INTEGER, FieldType.NUMBER, FieldType.DECIMAL)


def _sent(change: Callable[[Order], Order]) -> Apply:
    """Takes an order that is asked for for another."""

    def express(expressed: Expressions, admitted: Admitted, behaviour: Behaviour) -> Expressions:
        changed = replace(expressed, order=change(expressed.order))
        return changed if is_sorted(admitted) else expressed

    return expressing(express)


def _read_as(types: tuple[FieldType, ...], read: Callable[[Any], Any], as_type: FieldType | None = None) -> Placing:
    """Places values of some types as what `read` makes of them."""

    def place(order: Order, key: str, fields: Fields, nulls: NullOrder) -> Any:
        meant = {each.name for each in fields.values() if each.type in types and each.name != key}
        members = tuple(
            replace(each, type=as_type or each.type) if each.name in meant else each for each in fields.values()
        )
        sound = order_key(order, key, Fields(members), nulls)
        return lambda row: sound({**row, **{each: read(row[each]) for each in meant if row.get(each) is not None}})

    return place


def _nulls(where: NullOrder) -> Placing:
    return lambda order, key, fields, _: order_key(order, key, fields, where)


def _tie_breaker_stands(order: Order, key: str, *rest: Any) -> Any:
    sound, ties = order_key(order, key, *rest), order_key(Order(()), key, *rest)
    return lambda row: (*sound(row)[:-1], *ties(row))


def _projected(expressed: Expressions, admitted: Admitted, behaviour: Behaviour) -> Expressions:
    """Sorts what is left after the projection: by a property that is not, nothing is sorted."""
    if expressed.fields is None or not is_sorted(admitted):
        return expressed
    return replace(
        expressed, order=Order(tuple(each for each in expressed.order.keys if each.field in expressed.fields))
    )


def _page_only(sound: Behave, admitted: Admitted, behaviour: Behaviour, resource: Resource, tools: Tools) -> Answer:
    """Cuts the page in the default order, then sorts it."""
    if not is_sorted(admitted):
        return sound(admitted, behaviour, resource, tools)
    asked = admitted.expressions.order
    nulls = NullOrder(tools.contract.semantics.policy["null_order"])

    def page(store: Store, request: PageRequest) -> Page:
        found = store.page(request)
        return replace(
            found, rows=tuple(sorted(found.rows, key=order_key(asked, resource.key, resource.fields, nulls)))
        )

    default = parse_order(behaviour.order, resource.fields, Order(()))
    other = replace(admitted, expressions=replace(admitted.expressions, order=default))
    return sound(other, behaviour, resource, replace(tools, store=Twisted(tools.store, page=page)))


def _readable(text: str, resource: Resource) -> str | None:
    try:
        parse_order(text, resource.fields, Order(()))
    except ExpressionError:
        return None
    return text


def _upwards(order: Order) -> Order:
    return Order(tuple(replace(key, descending=False) for key in order.keys))


def _downwards(order: Order) -> Order:
    """A further key follows the first one's direction, whatever its own is."""
    return Order(tuple(replace(key, descending=order.keys[0].descending) for key in order.keys))


def _cased(value: str) -> str:
    return value.casefold()


def _second(value: str) -> str:
    return f"{value[:_SECONDS]}Z"


FAULTS: Final = (
    *retold(
        "sort",
        ("O01", "descending is ignored", "C", "SO-01 SO-03", SORTING, _sent(_upwards)),
        (
            *("O02", "numbers are sorted as texts", "C", "SO-13 SO-01", sorting_by(*_NUMBERS)),
            ordering(_read_as(_NUMBERS, str, FieldType.STRING)),
        ),
        ("O05", "an unknown sort key is 500", "A", "SO-08 ST-01", SORTING, refusing("sort_invalid", failing)),
        ("O06", "an unknown sort key is ignored", "C", "SO-08", SORTING, rewriting("order", _readable)),
        (
            *("O07", "texts are sorted in any case", "C", "SO-01 FI-18", sorting_by(FieldType.STRING)),
            ordering(_read_as((FieldType.STRING,), _cased)),
        ),
        (
            *(
                "O08",
                "a property that is not asked for is not sorted by",
                "C",
                "SO-09 PJ-03",
                both(SORTING, PROJECTING),
            ),
            expressing(_projected),
        ),
    ),
    *own(
        "sort",
        (
            "O51",
            "descending, ties stand as they do ascending",
            "C",
            "SO-03 PG-11",
            SORTING,
            ordering(_tie_breaker_stands),
        ),
        (
            "O52",
            "nulls stand last in both directions",
            "C",
            "SO-07 SO-03",
            SORTING,
            ordering(_nulls(NullOrder.ALWAYS_LAST)),
        ),
        (
            "O53",
            "a second sort key is ignored",
            "C",
            "SO-05 SO-01",
            SORTING,
            _sent(lambda order: Order(order.keys[:1])),
        ),
        ("O54", "a further key goes the first one's way", "C", "SO-05 SO-01", SORTING, _sent(_downwards)),
        ("O55", "a page is cut first and sorted then", "C", "SO-02 FW-06 FW-05", SORTING, behaving("list", _page_only)),
        (
            *("O56", "instants are sorted to the second", "C", "SO-01 FW-12 PG-11", sorting_by(FieldType.DATE_TIME)),
            ordering(_read_as((FieldType.DATE_TIME,), _second)),
        ),
    ),
)
