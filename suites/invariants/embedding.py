"""The promises of embedding: a list, or a read, that is asked for related rows beside its own."""

from functools import partial

from contracts import Contract, Operation, Relation, Schema, properties, validator
from suites.invariants.embedding_names import only_offered
from suites.invariants.embedding_rows import arrays_stand, in_part, may_be_read, same_pages, same_rows, stripped
from suites.invariants.embedding_sights import sees_as_much
from suites.invariants.embedding_slots import adds_up, fans_out, null_keys, refers
from suites.invariants.invariant import Invariant, lists, walks_forward
from suites.invariants.projection import takes_names


def embeds(operation: Operation, _contract: Contract) -> str | None:
    """Applies to operations that can embed related rows."""
    behaviour = operation.behaviour
    listing = behaviour.listing if behaviour and behaviour.resource and behaviour.kind in ("list", "read") else None
    takes = behaviour and behaviour.embed and listing and listing.embed and operation.parameter("query", listing.embed)
    return None if takes else "the operation embeds no rows"


def embeds_in_lists(operation: Operation, contract: Contract) -> str | None:
    """Applies to lists that can embed related rows."""
    return lists(operation, contract) or embeds(operation, contract)


def walks_embedded(operation: Operation, contract: Contract) -> str | None:
    """Applies to lists that embed and can be followed page by page."""
    return embeds_in_lists(operation, contract) or walks_forward(operation, contract)


def embeds_several(operation: Operation, contract: Contract) -> str | None:
    """Applies where two relations can be embedded at once."""
    few = len(_offered(operation)) < 2  # two, to be asked for together
    return embeds(operation, contract) or ("the operation offers one relation only" if few else None)


def embeds_many(operation: Operation, contract: Contract) -> str | None:
    """Applies to lists where a relation to many rows can be embedded."""
    many = any(relation.many for relation in _offered(operation))
    return embeds_in_lists(operation, contract) or (None if many else "the operation offers no relation to many rows")


def embeds_one(operation: Operation, contract: Contract) -> str | None:
    """Applies to lists where a relation to one row can be embedded that may refer to nothing."""
    ones = [each.local for each in _offered(operation) if not each.many]
    loose = any(_may_be_null(operation, contract, name) for name in ones)
    return embeds_in_lists(operation, contract) or (None if loose else "every row refers to another, or to many")


def _may_be_null(operation: Operation, contract: Contract, name: str) -> bool:
    """Whether a property may be null: by its own schema, and by each other in which its rows are carried elsewhere."""
    resource = operation.behaviour.resource if operation.behaviour else None
    if resource is None or name not in resource.fields or not resource.fields[name].nullable:
        return False
    others = (each for one in contract.semantics.resources.values() for each in one.relations.values())
    shapes = [each.schema for each in others if each.resource == resource.name and each.schema]
    shown = [properties(contract, Schema(shape, {"$ref": shape})).get(name) for shape in shapes]
    return all(validator(contract).fits(schema, None) for schema in shown if schema)


def embeds_and_projects(operation: Operation, contract: Contract) -> str | None:
    """Applies where rows can be asked for in part, with others embedded."""
    return embeds(operation, contract) or (None if takes_names(operation) else "the operation takes no fields")


def embeds_readable(operation: Operation, contract: Contract) -> str | None:
    """Applies to lists whose embedded rows can be read by themselves, by who may ask for them embedded."""
    resources = {each.resource for each in _offered(operation)}
    readable = any(
        each.behaviour.kind == "read" and each.behaviour.resource.name in resources
        for each in contract.operations
        if each.behaviour and each.behaviour.resource and sees_as_much(each, operation)
    )
    return embeds_in_lists(operation, contract) or (None if readable else "no embedded row can be read by itself")


def _offered(operation: Operation) -> list[Relation]:
    behaviour = operation.behaviour
    if behaviour is None or behaviour.resource is None:
        return []
    return [behaviour.resource.relations[name] for name in behaviour.embed if name in behaviour.resource.relations]


_embedding = partial(Invariant, family="embedding", applies=embeds, rules=("law",), tier="T1")
_SHAPE = "docs/semantics.md, embed"

INVARIANTS = (
    _embedding(
        id="EM-01",
        title="what is embedded changes neither rows nor their order",
        judge=same_rows,
        applies=embeds_in_lists,
        source="an outer join keeps every row",
        implies=("EM-10",),
    ),
    _embedding(
        id="EM-02",
        title="without what is embedded a row is the same, and what is not embedded is null",
        judge=stripped,
        source="a resource has one state at a time (RFC 9110, section 3.2)",
    ),
    _embedding(
        id="EM-03",
        title="a carried row is the one referred to",
        judge=refers,
        rules=("inferred",),
        source="x-resources, relations",
        implies=("EM-10",),
    ),
    _embedding(
        id="EM-04",
        title="relations asked for together are carried as each is alone",
        judge=adds_up,
        applies=embeds_several,
        rules=("inferred",),
        source=_SHAPE,
        implies=("EM-03", "EM-06", "EM-08", "EM-10"),
    ),
    _embedding(
        id="EM-05",
        title="a row that refers to nothing carries null",
        judge=null_keys,
        applies=embeds_one,
        rules=("inferred",),
        source=_SHAPE,
    ),
    _embedding(
        id="EM-06",
        title="a relation to many is a list, and each row comes once",
        judge=fans_out,
        applies=embeds_many,
        rules=("inferred",),
        source="a page is a part of a set",
        implies=("EM-01", "EM-10", "PG-10"),
    ),
    _embedding(
        id="EM-07",
        title="only what is offered can be embedded, one level deep",
        judge=only_offered,
        rules=("unknown_name",),
        source="policy unknown_name; docs/semantics.md, embed",
    ),
    _embedding(
        id="EM-08",
        title="what is embedded comes beside the names asked for",
        judge=in_part,
        applies=embeds_and_projects,
        rules=("inferred",),
        source=_SHAPE,
    ),
    _embedding(
        id="EM-10",
        title="with what is embedded a cursor leads on the same way",
        judge=same_pages,
        applies=walks_embedded,
        source="a position is that of the row, whatever comes with it; policy cursor_resizable",
        tier="T2",
    ),
    _embedding(
        id="EM-11",
        title="carried rows stand in one order",
        judge=arrays_stand,
        applies=embeds_many,
        rules=("inferred",),
        source="x-resources, the order of a relation",
    ),
    _embedding(
        id="EM-13",
        title="who is shown a row embedded may read it by itself",
        judge=may_be_read,
        applies=embeds_readable,
        rules=("inferred",),
        source="OWASP API1:2023",
    ),
)
