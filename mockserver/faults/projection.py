"""Faults of projection: too much, too little, or another list."""

from dataclasses import replace
from typing import Any, Final

from contracts import Behaviour, Resource
from mockserver.admission import Admitted
from mockserver.answers import Answer
from mockserver.behaviours import Behave, Tools
from mockserver.expressions import Expressions
from mockserver.faults.fault import own, retold
from mockserver.faults.filter import SECRETIVE
from mockserver.faults.subjects import EMBEDDING, PROJECTING, both, takes
from mockserver.faults.twists import (
    Item,
    Twisted,
    behaving,
    expressing,
    failing,
    refusing,
    resources,
    showing,
    together,
)
from mockserver.store import Page, PageRequest, Store

_FRACTION: Final = 20  # characters of a date-time before its fraction, the point among them
READS_IN_PART: Final = takes("fields", "read")


def _whole(expressed: Expressions, admitted: Admitted, behaviour: Behaviour) -> Expressions:
    return replace(expressed, fields=None)


def _set(items: list[Item], admitted: Admitted, behaviour: Behaviour) -> list[Item]:
    if admitted.expressions.fields is None:
        return items
    return [{name: value for name, value in item.items() if value is not None} for item in items]


def _shown(resource: Resource) -> Resource:
    return replace(resource, properties=tuple(dict.fromkeys((*resource.properties, *resource.private))))


def _unless_asked(expressed: Expressions, admitted: Admitted, behaviour: Behaviour) -> Expressions:
    """Private properties are sent to whoever names them, and to nobody else."""
    resource = behaviour.resource
    if resource is None or expressed.fields is not None:
        return expressed
    return replace(expressed, fields=tuple(each for each in resource.properties if each not in resource.private))


def _with_key(expressed: Expressions, admitted: Admitted, behaviour: Behaviour) -> Expressions:
    if expressed.fields is None or behaviour.resource is None:
        return expressed
    return replace(expressed, fields=(*expressed.fields, behaviour.resource.key))


def _keyless(sound: Behave, admitted: Admitted, behaviour: Behaviour, resource: Resource, tools: Tools) -> Answer:
    """The cursor is made from the row as it is sent: without its key there is none."""
    fields = admitted.expressions.fields

    def page(store: Store, request: PageRequest) -> Page:
        found = store.page(request)
        return found if fields is None or resource.key in fields else replace(found, follows=False)

    return sound(admitted, behaviour, resource, replace(tools, store=Twisted(tools.store, page=page)))


def _blunt(items: list[Item], admitted: Admitted, behaviour: Behaviour) -> list[Item]:
    resource = behaviour.resource
    if admitted.expressions.fields is None or resource is None:
        return items
    instants = {each.name for each in resource.fields.values() if each.type == "date_time"}
    return [{name: _cut(value) if name in instants else value for name, value in item.items()} for item in items]


def _cut(value: Any) -> Any:
    return f"{value[: _FRACTION - 1]}Z" if isinstance(value, str) and "." in value else value


def _alone(expressed: Expressions, admitted: Admitted, behaviour: Behaviour) -> Expressions:
    return expressed if expressed.fields is None else replace(expressed, embed=())


def _nothing(items: list[Item], admitted: Admitted, behaviour: Behaviour) -> list[Item]:
    name = behaviour.listing.fields if behaviour.listing else None
    return [{} for _ in items] if name and admitted.incoming.texts(name) == ("",) else items


def _last_only(expressed: Expressions, admitted: Admitted, behaviour: Behaviour) -> Expressions:
    return expressed if expressed.fields is None else replace(expressed, fields=expressed.fields[:2])


FAULTS: Final = (
    *retold(
        "projection",
        ("J01", "`fields` is ignored", "B", "PJ-01", PROJECTING, expressing(_whole)),
        ("J02", "a property asked for is left out where it is null", "B", "PJ-01", PROJECTING, showing(_set, "list")),
        ("J05", "an unknown field is 500", "A", "PJ-07 ST-01", PROJECTING, refusing("fields_invalid", failing)),
        (
            *("J06", "a private property is sent to who names it", "C", "PJ-07", both(PROJECTING, SECRETIVE)),
            together(resources(_shown), *(expressing(_unless_asked, kind) for kind in ("list", "read"))),
        ),
    ),
    *own(
        "projection",
        ("J51", "the key is sent whether asked for or not", "B", "PJ-01", PROJECTING, expressing(_with_key)),
        ("J52", "without the key there is no next page", "C", "PJ-13 PJ-03", PROJECTING, behaving("list", _keyless)),
        ("J53", "projected instants have no fraction", "C", "PJ-02", PROJECTING, showing(_blunt, "list")),
        ("J54", "`fields` drops what is embedded", "C", "EM-08", both(PROJECTING, EMBEDDING), expressing(_alone)),
        ("J55", "an empty `fields` leaves nothing", "B", "PJ-09", PROJECTING, showing(_nothing, "list")),
        ("J56", "of `fields` two are sent at most", "B", "PJ-01 PJ-04", PROJECTING, expressing(_last_only)),
        ("J57", "one row by id ignores `fields`", "B", "PJ-08 PJ-01", READS_IN_PART, expressing(_whole, "read")),
    ),
)
