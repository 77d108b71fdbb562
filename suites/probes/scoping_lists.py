"""What is asked of one list as one caller: whole readings, reads by id, embedded rows, filters that could widen it."""

from collections.abc import Mapping

from contracts import (
    Comparison,
    Field,
    Filter,
    Not,
    Operation,
    Operator,
    Or,
    Resource,
    UnreadableValue,
    print_filter,
    read_value,
)
from suites.evidence.limits import limits_of
from suites.evidence.pages import PageBody, read_page
from suites.inputs.samples import path_properties
from suites.invariants.scoping_lists import readers
from suites.invariants.scoping_visibility import guarded_relations
from suites.probes.scoping_cast import Cast, Pairs
from suites.subjects import Subject
from suites.traffic import Exchange

OK = 200
MOST_PAGES = 3  # of a reading; a longer list is not read to its end
LARGE = 100  # rows of a large page where nothing says how large one may be


def read(cast: Cast, subject: Subject, operation: Operation | None = None, query: Pairs = ()) -> list[PageBody]:
    """A whole reading of a list, by its largest pages, as far as it may be long."""
    asked = operation or cast.operation
    listing = asked.behaviour.listing if asked.behaviour else None
    limit = limit_of(cast, asked, largest=True)
    read: list[PageBody] = []
    cursor: Pairs = ()
    while len(read) < MOST_PAGES:
        body = read_page(asked, cast.ask(subject.identity, subject.path, (*limit, *query, *cursor), asked).document)
        if body is None:
            break
        read.append(body)
        if body.next is None or listing is None or not listing.cursor:
            break
        cursor = ((listing.cursor, body.next),)
    return read


def orders(cast: Cast) -> tuple[Pairs, ...]:
    """The queries for orders, one of each property that may be sorted by and direction; rows are the same in each."""
    behaviour = cast.operation.behaviour
    name = behaviour.listing.order if behaviour and behaviour.listing else None
    if behaviour is None or behaviour.resource is None or not name or not cast.operation.parameter("query", name):
        return ()
    fields = [each.name for each in behaviour.resource.fields.values() if each.sortable]
    return tuple(((name, f"{field}:{way}"),) for way in ("desc", "asc") for field in fields)


def limit_of(cast: Cast, operation: Operation, largest: bool) -> Pairs:
    """The query for the largest page worth asking, or for the smallest; empty where the list takes no limit."""
    limits = limits_of(operation, cast.contract)
    if limits is None:
        return ()
    return ((limits.parameter.name, str((limits.maximum or LARGE) if largest else max(limits.minimum, 1))),)


def get(cast: Cast, subject: Subject, rows: list[Mapping[str, object]], keys: list[str]) -> list[Exchange]:
    """Reads rows of a list by their ids, where an operation does so."""
    found = []
    for reader in readers(cast.operation, cast.contract)[:1]:
        behaviour = reader.behaviour
        columns = path_properties(reader)
        for row, key in zip(rows, keys, strict=False):
            path = {name: str(row.get(column) or "") for name, column in columns.items()}
            by = behaviour.by if behaviour else None
            if by and all({**path, by: key}.values()):
                found.append(cast.ask(subject.identity, {**path, by: key}, (), reader))
    return found


def gets(cast: Cast, subject: Subject, rows: list[Mapping[str, object]], keys: list[str]) -> None:
    """Reads rows by their ids that a list has shown; and again, and the list, where one is not there."""
    if any(each.status != OK for each in get(cast, subject, rows, keys)):
        get(cast, subject, rows, keys)
        read(cast, subject)
        get(cast, subject, rows, keys)


def filters(
    cast: Cast,
    subject: Subject,
    resource: Resource,
    strange: list[Mapping[str, object]],
    organization: str | None = None,
) -> None:
    """Filters that a careless server lets out of its own conditions, and filters for what is not to be seen."""
    listing = cast.operation.behaviour.listing if cast.operation.behaviour else None
    if listing is None or not listing.filter:
        return
    texts = [text for row in strange for text in _texts(resource, row)]
    if organization and resource.scope:
        quoted = organization.replace("'", "''")
        texts.append(f"{resource.scope}='{quoted}'")
    if resource.visibility and resource.visibility.property in resource.fields:
        seen = resource.visibility
        texts.append(print_filter(Not(Comparison(seen.property, Operator.EQ, seen.equals))))
    # The first holds for every row, and shows what others could; a property that no response shows is another matter.
    private = resource.scope is not None and resource.scope not in resource.fields
    further = [each for each in texts[1:] if private and each.startswith(f"{resource.scope}=")]
    for text in texts if cast.every else (*texts[:1], *further):
        cast.ask(
            subject.identity, subject.path, (*limit_of(cast, cast.operation, largest=True), (listing.filter, text))
        )


def _texts(resource: Resource, row: Mapping[str, object]) -> list[str]:
    """A filter that holds for every row, and one that holds for one row only."""
    field: Field | None = resource.fields.get(resource.key)
    if field is None or field.type is None or row.get(resource.key) is None:
        return []
    try:
        value = read_value(field.type, row[resource.key])
    except UnreadableValue:
        return []
    named: Filter = Comparison(resource.key, Operator.EQ, value)
    return [print_filter(Or((named, Not(named)))), print_filter(named)]


def embedding(cast: Cast) -> Pairs:
    """The query for every row that tells who may see it, embedded; empty where there is none."""
    listing = cast.operation.behaviour.listing if cast.operation.behaviour else None
    names = [each.name for each in guarded_relations(cast.operation, cast.contract) if not each.inline]
    takes = listing and listing.embed and cast.operation.parameter("query", listing.embed)
    return ((listing.embed, ",".join(names)),) if listing and listing.embed and takes and names else ()


def embeds(cast: Cast, subjects: list[Subject]) -> None:
    """A page with every row embedded that tells who may see it, once a caller."""
    embed = embedding(cast)
    for each in subjects if embed else ():
        cast.ask(each.identity, each.path, (*limit_of(cast, cast.operation, largest=True), *embed))
