"""What the values of a filter promise: texts are taken literally and in their case, instants exactly, a key names one.

Pure. What a comparison gets wrong is put down to the kind of its value where that explains every wrong row.
"""

from collections.abc import Hashable, Iterator, Mapping

from contracts import Comparison, FieldType, Operation, Operator, Within
from suites.evidence.explanations import is_special
from suites.evidence.misreadings import misreadings, tree_of
from suites.evidence.orders import Row
from suites.evidence.passages import few
from suites.evidence.showings import Showing, resource_of, showings, stayed, told
from suites.evidence.sieves import Atom, atoms, fold, texts_of
from suites.evidence.study import Study, study
from suites.invariants.filter_rows import asked, breaches_of, filtered, of_kinds, points
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement

OK, GONE = 200, 404


def literal(trace: Trace) -> Judgement:
    """FI-13: a text in a filter stands for itself, whatever its characters."""
    judged = [each for each in filtered(study(trace)) if any(map(is_special, _texts(each)))]
    return of_kinds(trace, judged, "no text with a special character was answered", "literal")


def case(trace: Trace) -> Judgement:
    """FI-18: texts of another case are other texts."""
    judged = [each for each in filtered(study(trace)) if any(_has_twin(each, atom) for atom in atoms(tree_of(each)))]
    return of_kinds(trace, judged, "no text was answered that some row shows in another case", "case")


def _has_twin(showing: Showing, atom: Atom) -> bool:
    texts, folded = texts_of(atom), {fold(text) for text in texts_of(atom)}
    shown = (row.get(atom.field) for row in showing.rows.values()) if texts else ()
    return any(isinstance(value, str) and value not in texts and fold(value) in folded for value in shown)


def instants(trace: Trace) -> Judgement:
    """FI-19: an instant is itself, to the microsecond and by whatever offset."""
    known = study(trace)
    resource = resource_of(known)
    fields = resource.fields if resource else {}
    judged = [
        each
        for each in filtered(known)
        if any(fields[atom.field].type is FieldType.DATE_TIME and _values(atom) for atom in atoms(tree_of(each)))
    ]
    return of_kinds(trace, judged, "no instant was answered", "instant")


def _values(atom: Atom) -> bool:
    return getattr(atom, "value", True) is not None


def _texts(showing: Showing) -> Iterator[str]:
    for atom in atoms(tree_of(showing)):
        yield from texts_of(atom)


def one_row(trace: Trace) -> Judgement:
    """FI-11: a filter by the key passes that row alone, and it is what its own path shows."""
    known = study(trace)
    breaches = list(breaches_of(known, [each for each in misreadings(known) if each.kind == "point"]))
    named = list(points(known))
    compared = 0
    for showing in named:
        for exchange in _readings(known, showing):
            compared += 1
            breaches.extend(_differences(known, showing, exchange))
    return told(known, breaches, len(named), "no row was asked for by its key", points=len(named), read=compared)


def _readings(known: Study, showing: Showing) -> Iterator[Exchange]:
    """The answers of an operation that reads the row which a filter names, for the same caller."""
    shown = showing.shown
    if len(shown) != 1:
        return
    for exchange in known.trace.exchanges:
        behaviour = exchange.operation.behaviour if exchange.operation else None
        if exchange.operation is None or behaviour is None or behaviour.kind != "read" or exchange.noisy:
            continue
        same = exchange.asked.identity == showing.selection.identity and exchange.status in (OK, GONE)
        named = same and _names(exchange.operation, exchange, shown[0][1])
        if named and shown[0][0] in stayed(known, showing, exchange.number):
            yield exchange


def _names(operation: Operation, exchange: Exchange, row: Row) -> bool:
    columns = _columns(operation)
    return bool(columns) and all(str(row.get(name)) == exchange.path_values.get(at) for at, name in columns.items())


def _columns(operation: Operation) -> Mapping[str, str]:
    """The row's property behind each path parameter, where the semantics name one."""
    behaviour = operation.behaviour
    if behaviour is None or behaviour.resource is None or not behaviour.by:
        return {}
    return {**{each.parameter: each.property for each in behaviour.within}, behaviour.by: behaviour.resource.key}


def _differences(known: Study, showing: Showing, exchange: Exchange) -> Iterator[Breach]:
    resource, key = resource_of(known), showing.shown[0][0]
    exchanges = (showing.walk[0].exchange, exchange)
    own = known.trace.operation.behaviour
    other = exchange.operation.behaviour if exchange.operation else None
    if exchange.status == GONE and own and other and other.sees in ("all", own.sees):
        yield Breach(f"{asked(showing)} shows row {key}, and by its own path it is not there.", exchanges)
    document = exchange.document
    if exchange.status != OK or not isinstance(document, dict) or resource is None:
        return
    signing = exchange.operation.behaviour.signing if exchange.operation and exchange.operation.behaviour else None
    signed = signing.properties if signing else ()
    row = showing.rows[key]
    names = [each.name for each in resource.fields.values() if each.type and each.name not in signed]
    apart = [name for name in names if name in document and name in row and document[name] != row[name]]
    if apart:
        shown = ", ".join(f"{name} {row[name]} against {document[name]}" for name in apart[:2])
        yield Breach(f"Row {key} differs by its own path from what {asked(showing)} shows: {shown}.", exchanges)


def parents(trace: Trace) -> Judgement:
    """FI-21: the rows of one parent are those that a filter by the parent passes."""
    known = study(trace)
    breaches, compared = [], 0
    behaviour = trace.operation.behaviour
    for within in behaviour.within if behaviour else ():
        for one, other in _by_both_ways(known, within):
            core = known.universe(*one.walk, *other.walk)
            due = _reached(one, other)
            if core.doubt or not (due or other.complete):
                continue
            compared += 1
            own = {key for key, _ in other.shown}
            lost = sorted(str(key) for key in due if key in core.keys and key not in own)
            if lost:
                message = f"{asked(one)} passes {len(one.shown)} rows; the list of that parent lacks {few(lost)}."
                breaches.append(Breach(message, (one.walk[0].exchange, other.walk[0].exchange), rows=tuple(lost)))
    lacking = "no parent's rows were asked for by a filter and by its path"
    return told(known, breaches, compared, lacking, parents=compared)


def _reached(one: Showing, other: Showing) -> list[Hashable]:
    """The rows of an answer that another one had to come to: those before its last row, where it was not read on."""
    last, ranking = next((row for _, row in reversed(other.shown)), None), other.ranking
    if other.complete or ranking is None or last is None or not other.in_order:
        return list(one.sequence) if other.complete else []
    rows = ((key, one.rows[key]) for key in one.sequence if key in one.rows)
    return [key for key, row in rows if ranking.compare(row, last) < 0]


def _by_both_ways(known: Study, within: Within) -> Iterator[tuple[Showing, Showing]]:
    """A filter by a parent under the path that stands for all of them, and the list under that parent's own path."""
    found = showings(known)
    for one in (each for each in found if each.sieve and dict(each.selection.path)[within.parameter] == within.any):
        tree = tree_of(one)
        if not isinstance(tree, Comparison) or (tree.field, tree.operator) != (within.property, Operator.EQ):
            continue
        for other in (each for each in found if each.sieve is None):
            if dict(other.selection.path)[within.parameter] == str(tree.value):
                yield one, other
