"""What the names of a projection promise: how they are spelled, which there are, and that a read takes them too.

Pure: each function judges a trace and asks nothing.
"""

from collections.abc import Collection, Iterator, Mapping

from contracts import Contract, Resource, Schema, Violation, properties, validator
from suites.evidence.envelopes import read_error
from suites.evidence.orders import Row
from suites.evidence.proxies import is_edge
from suites.evidence.study import study
from suites.expectations import foretell, turned_away
from suites.invariants.projection_rows import (
    NOTHING_SHOWN,
    UNSETTLED,
    altered,
    concluded,
    inexact,
    is_respelt,
    parts,
    refusals,
    told,
)
from suites.invariants.projection_shapes import is_single, shape_sent
from suites.invariants.projection_views import OK, Gallery, View, alike, gallery, misplaced
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement, Rules

FAILURE = 500


def spelling(trace: Trace) -> Judgement:
    """PJ-05: the order of names, a name twice and blanks around commas change nothing."""
    shown = [(seen, view, names) for seen, view, names in parts(trace) if view.rows]
    respelt = [each for each in shown if is_respelt(trace, each[1].fields)]
    wrong = {view: problem for seen, view, names in shown if (problem := _wrong(seen, view, names))}
    tidy = [view for _, view, _ in shown if not is_respelt(trace, view.fields)]
    breaches = []
    for _, view, _ in respelt if tidy and not any(view in wrong for view in tidy) else ():
        if view in wrong:
            message = f"{told(view.fields)} shows {wrong[view]}, which it does not where it is spelled as usual."
            breaches.append(Breach(message, (view.exchange,)))
    if not (refusals(trace, "some") or refusals(trace, "all")):
        breaches += refusals(trace, "respelt")
    return concluded(trace, breaches, len(respelt) if tidy else 0, NOTHING_SHOWN, compared=len(respelt))


def _wrong(seen: Gallery, view: View, names: tuple[str, ...]) -> str | None:
    """What is wrong with a showing in part: names, values or rows; None where nothing is."""
    if list(inexact(seen, view, names)):
        return "other names"
    if None in view.keys and view.place:
        return None  # told by PJ-13
    if list(altered(seen, view, names)):
        return "other values"
    return "other rows" if seen.twins(view) and misplaced(seen, view) else None


def _sent(trace: Trace) -> Iterator[tuple[Exchange, tuple[str, ...]]]:
    """The projections that were sent in otherwise good requests, and answered; with their names, empty ones too."""
    for each in trace.own:
        text, _ = shape_sent(trace, each)
        heard = not each.noisy and (each.status or 0) < FAILURE and not is_edge(each) and is_single(each)
        if text is None or not heard or each.asked.method != "GET" or turned_away(trace, each):
            continue
        if not [fault for fault in foretell(trace, each).faults if fault.kind != "invalid_fields"]:
            yield each, tuple(name.strip() for name in text.split(","))


def unknown_names(trace: Trace) -> Judgement:
    """PJ-07: a name that there is not is refused, and a private one as one that nobody knows."""
    resource = _resource(trace)
    ignored = trace.contract.semantics.policy["unknown_name"] == "ignore"
    answers: dict[bool, set[object]] = {True: set(), False: set()}
    breaches, asked = [], 0
    for each, names in _sent(trace):
        strange = [name for name in names if name not in resource.properties]
        if not strange or "" in names:
            continue
        asked += 1
        breaches += _mistaken(trace, each, strange, ignored)
        answers[any(name in resource.private for name in strange)].add(_answer(trace, each))
    if all(answers.values()) and answers[True] != answers[False] and not breaches:
        message = f"A private name is answered {_words(answers[True])}, an unknown one {_words(answers[False])}."
        breaches.append(Breach(message, tuple(each for each, _ in _sent(trace) if each.status != OK)[:2]))
    return concluded(trace, breaches, asked, "no name was sent that there is not", asked=asked)


def _resource(trace: Trace) -> Resource:
    resource = trace.operation.behaviour.resource if trace.operation.behaviour else None
    if resource is None:
        raise LookupError(f"{trace.operation.label} has no rows")
    return resource


def _mistaken(trace: Trace, exchange: Exchange, strange: list[str], ignored: bool) -> list[Breach]:
    """What is wrong with the answer to names that there are not."""
    shown = [name for name in strange if _shows(trace, exchange, name)]
    fault = foretell(trace, exchange).single
    if exchange.status == OK and (shown or not ignored):
        seen = ", and rows show it" if shown else ""
        return [Breach(f"The name {(shown or strange)[0]}, which no row has to show, is taken{seen}.", (exchange,))]
    if exchange.status != OK and ignored:
        message = f"The unknown name {strange[0]} is answered {exchange.status}; it is ignored here."
        return [Breach(message, (exchange,))]
    return _status(exchange, fault.statuses if fault else (), f"The unknown name {strange[0]}", ("unknown_name",))


def _status(exchange: Exchange, due: tuple[int, ...], what: str, rules: Rules) -> list[Breach]:
    if exchange.status == OK or not due or exchange.status in due:
        return []
    message = f"{what} is answered {exchange.status}; {due[0]} is due."
    return [Breach(message, (exchange,), (*rules, "expression_status"))]


def _shows(trace: Trace, exchange: Exchange, name: str) -> bool:
    views = gallery(study(trace)).views
    return any(name in row for view in views if view.exchange is exchange for row in view.rows)


def _answer(trace: Trace, exchange: Exchange) -> object:
    body = read_error(trace.contract, exchange)
    return exchange.status, body.code if body else None


def _words(answers: set[object]) -> str:
    return " or ".join(sorted(str(each) for each in answers))


def empty_names(trace: Trace) -> Judgement:
    """PJ-09: no name at all is what the policy says; an empty one among others is refused."""
    policy = trace.contract.semantics.policy
    seen = gallery(study(trace))
    breaches, asked = [], 0
    for each, names in _sent(trace):
        if "" not in names or (len(names) > 1 and policy["unknown_name"] == "ignore"):
            continue
        asked += 1
        absent = names == ("",) and policy["empty_parameter"] == "absent"
        fault = foretell(trace, each).single
        if absent:
            breaches += _not_absent(seen, each)
        elif each.status == OK:
            rules: Rules = ("empty_parameter",) if names == ("",) else ("inferred",)
            breaches.append(Breach("A projection with an empty name is taken, and should be refused.", (each,), rules))
        else:
            due = fault.statuses if fault else ()
            breaches += _status(each, due, "A projection with an empty name", ("inferred",))
    return concluded(trace, breaches, asked, "no empty name was sent", asked=asked)


def _not_absent(seen: Gallery, exchange: Exchange) -> list[Breach]:
    if exchange.status != OK:
        return [Breach(f"An empty projection is answered {exchange.status}; it is as if absent.", (exchange,))]
    view = next((each for each in seen.views if each.exchange is exchange), None)
    problem = _partial(seen, view) if view else None
    return [Breach(f"An empty projection is not as if absent: {problem}.", (exchange,))] if problem else []


def _partial(seen: Gallery, view: View, declared: Collection[str] | None = None) -> str | None:
    """How a showing that asks for everything falls short of the whole rows; None where it does not.

    Args:
        declared: the names that were asked for, where a row may hold others; None where it was asked for all there is.
    """
    for index, row in enumerate(view.rows):
        whole = seen.row(view, index)
        known = {name: whole[name] for name in whole if declared is None or name in declared}
        lost = [name for name in known if name not in row]
        bare = seen.bare(view, index)
        other = [name for name in known if name in row and not alike(row[name], known[name])]
        if lost or other:
            return f"{(lost or other)[0]} is {'left out' if lost else 'another'}"
        if bare:
            return f"{bare[0]} is left out of the whole row"
    hidden = view.rows and seen.twins(view) and None in view.keys and None not in seen.twins(view)[0].keys
    return "the key is left out" if hidden else (misplaced(seen, view) if seen.twins(view) else None)


def all_names(trace: Trace) -> Judgement:
    """PJ-10: all names asked for are as none."""
    wanted = set(_resource(trace).properties)
    breaches, compared = [], 0
    for seen, view, names in parts(trace):
        if set(names) != wanted:
            continue
        compared += bool(view.rows)
        problem = _partial(seen, view, wanted)
        if problem:
            breaches.append(Breach(f"All names asked for are not as none: {problem}.", (view.exchange,)))
    breaches += refusals(trace, "all")
    return concluded(trace, breaches, compared, NOTHING_SHOWN, compared=compared)


def typed(trace: Trace) -> Judgement:
    """PJ-11: a value that is shown in part follows its type; one that is wrong on whole rows too is told elsewhere."""
    schemas = _schemas(trace.contract, _resource(trace))
    whole = [row for view in gallery(study(trace)).views if view.fields is None for row in view.rows]
    usual = {(name, each.rule) for row in whole for name, each in _violations(trace.contract, schemas, row)}
    breaches, values = [], 0
    for _, view, _ in parts(trace):
        for row in view.rows:
            values += len(row)
            found = [pair for pair in _violations(trace.contract, schemas, row) if (pair[0], pair[1].rule) not in usual]
            for name, each in found[:1]:
                message = f"In part, {name} breaks its type: {each.message}."
                breaches.append(Breach(message, (view.exchange,), (each.grade,), (dict(row),), (name,)))
    return concluded(trace, breaches, values, NOTHING_SHOWN, values=values)


def _schemas(contract: Contract, resource: Resource) -> Mapping[str, Schema]:
    if resource.schema is None:
        return {}
    return properties(contract, Schema(resource.schema, {"$ref": resource.schema}))


def _violations(contract: Contract, schemas: Mapping[str, Schema], row: Row) -> list[tuple[str, Violation]]:
    check = validator(contract)
    named = [(name, schemas[name], value) for name, value in row.items() if name in schemas]
    wrong = [(name, schema, value) for name, schema, value in named if not check.fits(schema, value)]
    return [(name, each) for name, schema, value in wrong for each in check.violations(schema, value)]


def read_in_part(trace: Trace) -> Judgement:
    """PJ-08: one row is read in part as the rows of a list are."""
    ignored = trace.contract.semantics.policy["unknown_name"] == "ignore"
    breaches, shown = [], 0
    for seen, view, names in parts(trace):
        shown += 1
        breaches += list(inexact(seen, view, names)) + list(altered(seen, view, names))
    for each, names in _sent(trace):
        strange = [name for name in names if name not in _resource(trace).properties]
        if strange and "" not in names:
            breaches += _mistaken(trace, each, strange, ignored)
    for kind in ("some", "all", "respelt", "bare"):
        breaches += refusals(trace, kind)
    return concluded(trace, breaches, shown, UNSETTLED if gallery(study(trace)).views else NOTHING_SHOWN, shown=shown)
