"""Asks filters together with paging, projection, embedding, another path, and for one row by its key."""

from dataclasses import replace

from contracts import Comparison, Filter, Operation, Operator, print_filter
from suites.evidence.sieves import atoms
from suites.inputs.atoms import comparisons, simplest, values
from suites.inputs.samples import path_properties
from suites.probes.filtering import Filterer
from suites.probes.walking import Walker, Way

PAGES = 3  # of a filtered walk: a filter that is lost is often lost late
MOST = 5
FEW = 2  # properties that a filter is asked together with, beside the key: several are another case than one


def ask(asker: Filterer) -> None:
    """Asks for a row by its key, for the pages of a filter, and for one filter in other company."""
    _point(asker)
    tree = _several(asker)
    if tree is not None:
        _page(asker, tree)
        _accompany(asker, tree)
    _elsewhere(asker)


def _point(asker: Filterer) -> None:
    """One row by its key, through the filter and, where there is an operation for it, by itself."""
    field = asker.walker.resource.fields.get(asker.key)
    seen = values(asker.rows, field) if field and field.type else ()
    for value in asker.chance.sample(seen, 1) if seen else ():
        shown = asker.ask(Comparison(asker.key, Operator.EQ, value))
        row = next((row for page in shown for row in page.items), None)
        for operation in readers(asker.inquiry.contract.operations, asker.inquiry.operation):
            columns = path_properties(operation)
            path = {name: str(row[column]) for name, column in columns.items() if row and row.get(column) is not None}
            may = operation.role is None or (asker.inquiry.identity and operation.role in asker.inquiry.identity.roles)
            if may and path and {*path} == {each.name for each in operation.parameters if each.location == "path"}:
                asker.inquiry.courier.ask(operation, path, (), asker.inquiry.identity)
                return


def readers(operations: tuple[Operation, ...], operation: Operation) -> list[Operation]:
    """The operations that read one row of what an operation lists, those that see the same first."""
    own = operation.behaviour
    found = []
    for each in operations:
        other = each.behaviour
        named = other and own and other.resource and own.resource and other.resource.name == own.resource.name
        if other and named and other.kind == "read" and each.method == "GET":
            found.append(each)
    return sorted(found, key=lambda each: each.role != operation.role)


def _several(asker: Filterer) -> Filter | None:
    """A filter that enough rows pass for three pages, and that some do not; best one that was asked already."""
    amounts = {tree: len(found[0].items) for tree, found in asker.answers.items() if len(found) == 1}
    kept = [tree for tree, amount in amounts.items() if 2 * PAGES <= amount < len(asker.rows)]
    if kept and not asker.every:
        return min(kept, key=lambda tree: amounts[tree])
    sample = asker.sample
    leaves = [each for each in asker.telling() if each.name != asker.key]
    for field in leaves:
        seen = values(asker.rows, field)
        tree = simplest(
            comparisons(field, seen),
            asker.chance,
            lambda tree: sample.splits(tree) and len(sample.passing(tree)) >= 2 * PAGES,
            lambda tree: sample.splits(tree) and len(sample.passing(tree)) >= PAGES,
        )
        if tree is not None:
            return tree
    return None


def _page(asker: Filterer, tree: Filter) -> None:
    """The pages of a filter, the last but one from behind, and the cursor of its second page with another filter."""
    walker, found = asker.walker, asker.ask(tree)
    text = found[0].selection.filter if found else print_filter(tree)
    amount = sum(len(page.items) for page in found)
    size = walker.limits.effective(max(1, -(-amount // PAGES))) if walker.limits else None
    way = Way(limit=size, filter=text, most=MOST)
    walked = walker.walk(way)
    if len(walked) > 1 and walked[-1].body.previous and walker.listing.backward:
        walker.page(way, walked[-1].body.previous, backward=True)
    named = {atom.field for atom in atoms(tree)}
    other = next((drawn for field in asker.telling(named) if (drawn := asker.draw(field))), None)
    if len(walked) > 1 and walked[0].body.next and other is not None and asker.every:
        walker.page(Way(limit=size, filter=print_filter(other)), walked[0].body.next)


def _accompany(asker: Filterer, tree: Filter) -> None:
    """A filter with a projection, with what can be embedded, and in another order; together where that is spared."""
    walker, found = asker.walker, asker.ask(tree)
    text = found[0].selection.filter if found else print_filter(tree)
    query = walker.query(Way(limit=walker.largest, filter=text))
    behaviour = asker.inquiry.operation.behaviour
    others = [each for each in walker.resource.properties if each != asker.key]
    names = ",".join((asker.key, *others[:FEW]))
    shown = [(walker.listing.fields, names)] if walker.listing.fields else []
    embedded = (behaviour.embed if behaviour and walker.listing.embed else ())[:1]
    sortable = (each for each in others if walker.may_order_by(each))
    ordered = [(walker.listing.order or "", f"{name}:asc") for name in (*sortable,)[:1]]
    further = [*shown, *((walker.listing.embed or "", name) for name in embedded), *ordered]
    for pairs in [(each,) for each in further] if asker.every else [tuple(further)][: len(further)]:
        walker.ask((*query, *pairs))


def _elsewhere(asker: Filterer) -> None:
    """Where one path stands for the rows of every parent: one parent by a filter, and by its own path."""
    inquiry, subject = asker.inquiry, asker.inquiry.subject
    behaviour = inquiry.operation.behaviour
    for within in behaviour.within if behaviour and subject else ():
        path = subject.path if subject else {}
        field = asker.walker.resource.fields.get(within.property)
        if within.any is None or path.get(within.parameter) != within.any or field is None or not field.type:
            continue
        tree = asker.draw(field, (Operator.EQ,))
        if subject and tree is not None:
            asker.ask(tree)
            own = replace(subject, path={**path, within.parameter: str(tree.value)})
            elsewhere = Walker(replace(inquiry, subject=own))
            elsewhere.walk(Way(limit=elsewhere.largest, most=asker.most))
