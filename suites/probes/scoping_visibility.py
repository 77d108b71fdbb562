"""Asks for rows that only some may see, and reads a list in turns with the list of all rows."""

from collections.abc import Mapping

from contracts import Identity, Operation, Resource
from suites.inputs.absent import absent
from suites.inputs.samples import path_properties
from suites.invariants.scoping_rows import is_alike
from suites.invariants.scoping_sights import behaviour_of, is_hidden, rows_named
from suites.invariants.scoping_visibility import placed
from suites.probes.scoping_cast import Cast, Path, through_any
from suites.probes.scoping_lists import OK, filters, get, read
from suites.subjects import Subject


def hidden(cast: Cast) -> None:
    """What a list of all rows shows, in turns with what one sees who may not see them all."""
    found, onlooker = behaviour_of(cast.operation), cast.onlooker()
    path = cast.inquiry.subject.path if cast.inquiry.subject else None
    if found is None or path is None:
        return
    subject = Subject(onlooker, path)
    if found[0].kind == "list" and found[1] in cast.hiding():
        turns(cast, subject, cast.listed_whole(found[1]))
    for name, resource in rows_named(cast.operation, cast.contract).items():
        whole = cast.listed_whole(resource) if resource in cast.hiding() else None
        if whole:
            _hidden_row(cast, subject, name, resource, whole)


def turns(cast: Cast, subject: Subject, whole: tuple[Operation, Subject] | None) -> None:
    """Readings of a list and of the list of all rows, in an order that no coming and going follows; reads beside."""
    found = behaviour_of(cast.operation)
    if found is None:
        return
    resource = found[1]
    alike = whole is not None and placed(whole[0]) == placed(cast.operation)
    if whole and alike:
        values = {column: whole[1].path[name] for name, column in path_properties(whole[0]).items()}
        subject = Subject(
            subject.identity, {name: values[column] for name, column in path_properties(cast.operation).items()}
        )
    every = [row for page in read(cast, whole[1], whole[0]) for row in page.items] if whole else []
    rows = [row for page in read(cast, subject) for row in page.items]
    unseen = [row for row in every if is_hidden(resource, row)]
    due = [row for row in every if not is_hidden(resource, row)]
    sample = [*rows[-1:], *(due[-1:] if cast.every else [])]
    keys = [str(row.get(resource.key)) for row in sample]
    alike = all(each.status == OK for each in get(cast, subject, sample, keys))
    if not alike or (whole and _keys(resource, rows) != _keys(resource, due)):
        _again(cast, subject, whole, [*rows[-1:], *due[-1:]])
    if whole:
        filters(cast, subject, resource, unseen[:1])


def _keys(resource: Resource, rows: list[Mapping[str, object]]) -> set[str]:
    return {str(row.get(resource.key)) for row in rows}


def _again(
    cast: Cast, subject: Subject, whole: tuple[Operation, Subject] | None, sample: list[Mapping[str, object]]
) -> None:
    """Readings in turns, and reads by id beside them, where the first did not agree."""
    found = behaviour_of(cast.operation)
    keys = [str(row.get(found[1].key)) for row in sample] if found else []
    for _ in range(2):
        get(cast, subject, sample, keys)
    read(cast, subject)
    if whole:
        read(cast, whole[1], whole[0])
    read(cast, subject)
    get(cast, subject, sample, keys)


def _hidden_row(cast: Cast, subject: Subject, name: str, resource: Resource, whole: tuple[Operation, Subject]) -> None:
    """Asks for a row that only the list of all rows shows, between rows that nobody has."""
    every = [row for page in read(cast, whole[1], whole[0]) for row in page.items]
    unseen = [row for row in every if is_hidden(resource, row)] or _unlisted(cast, subject, resource, every)
    nobodys = absent(cast.contract, cast.operation, name)
    if not unseen or nobodys is None:
        return
    found, row = behaviour_of(cast.operation), unseen[0]
    by = found is not None and found[0].by == name
    columns = path_properties(cast.operation) if by else {}
    path = {each: str(row.get(columns.get(each, ""), value)) for each, value in subject.path.items()}
    key = str(row[resource.key])
    ways = (path, *through_any(cast.operation, path)) if by else (path,)
    alike = [between(cast, subject.identity, {**each, name: nobodys}, {**each, name: key}) for each in ways]
    if not all(alike):
        read(cast, whole[1], whole[0])


def between(cast: Cast, who: Identity | None, nobodys: Path, there: Path) -> bool:
    """Asks for a row that nobody has, and for one that is there; and both again where they are not answered alike."""
    control, reach = cast.ask(who, nobodys), cast.ask(who, there)
    alike = is_alike(cast.contract, control, reach)
    for path in () if alike else (there, nobodys):
        cast.ask(who, path)
    return alike


def _unlisted(
    cast: Cast, subject: Subject, resource: Resource, every: list[Mapping[str, object]]
) -> list[Mapping[str, object]]:
    """The rows that the list of all rows shows and no other list does, where no row tells that it is hidden."""
    for source in cast.contract.operations:
        found = behaviour_of(source)
        if found is None or found[1] is not resource or found[0].within:
            continue
        may = subject.identity is not None and subject.identity.has(source.role)
        if found[0].kind == "list" and found[0].sees == "visible" and may:
            pages = read(cast, Subject(subject.identity, {}), source)
            shown = {str(row.get(resource.key)) for page in pages for row in page.items}
            return [row for row in every if str(row.get(resource.key)) not in shown] if pages else []
    return []
