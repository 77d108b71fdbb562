"""What can be embedded: the relations that are offered, one level deep, and nothing else. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from suites.evidence.orders import Row
from suites.evidence.proxies import is_edge
from suites.evidence.study import study
from suites.expectations import Fault, foretell, turned_away
from suites.invariants.embedding_rows import NOTHING_EMBEDDED
from suites.invariants.embedding_slots import GONE, slots
from suites.invariants.projection_rows import concluded, where
from suites.invariants.projection_shapes import is_single, shape_sent
from suites.invariants.projection_views import OK, alike, gallery
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement

FAILURE = 500
TELLING = 2  # properties that two rows share and that make them the same row, the key among them


def only_offered(trace: Trace) -> Judgement:
    """EM-07: a relation that is not offered is refused, an empty text is as if absent, a parent comes not again."""
    policy = trace.contract.semantics.policy
    breaches, asked, back = [], 0, 0
    for each, text in _sent(trace):
        fault = _fault(trace, each)
        if text == "" and policy["empty_parameter"] == "absent":
            asked += 1
            breaches += _not_absent(trace, each)
        elif fault and fault.kind == "invalid_embed":
            asked += 1
            if each.status == OK:
                breaches.append(Breach(f"The relation {text[:40]!r}, which is not offered, is taken.", (each,)))
            elif each.status not in fault.statuses:
                message = f"The relation {text[:40]!r} is answered {each.status}; {fault.statuses[0]} is due."
                breaches.append(Breach(message, (each,), ("unknown_name", "expression_status")))
        elif policy["unknown_name"] == "ignore" and _is_strange(trace, text):
            asked += 1
            if each.status in (policy["expression_status"], policy["validation_status"]):
                message = f"The relation {text[:40]!r} is answered {each.status}; what is not offered is ignored here."
                breaches.append(Breach(message, (each,)))
    for exchange, name, message in _again(trace):
        back += 1
        if message:
            breaches.append(Breach(f"{name} carries {message}.", (exchange,), ("attested",), about=(name,)))
    return concluded(trace, breaches, asked, NOTHING_EMBEDDED, asked=asked, looked_into=back)


def _sent(trace: Trace) -> Iterator[tuple[Exchange, str]]:
    """The embeddings that were sent in otherwise good requests, and answered."""
    for each in trace.own:
        _, text = shape_sent(trace, each)
        heard = not each.noisy and (each.status or 0) < FAILURE and not is_edge(each) and is_single(each)
        if text is None or not heard or each.asked.method != "GET" or turned_away(trace, each):
            continue
        if not [fault for fault in foretell(trace, each).faults if fault.kind != "invalid_embed"]:
            yield each, text


def _fault(trace: Trace, exchange: Exchange) -> Fault | None:
    """What is wrong with a request that has one fault; whether its row is there, its answer may tell."""
    told = foretell(trace, exchange)
    if len(told.faults) != 1 or exchange.status in GONE:
        return told.single
    path = exchange.asked.path
    there = any(each.status == OK and each.asked.path == path for each in trace.own)
    return told.faults[0] if there and all(each.stage == "resource" for each in told.doubts) else told.single


def _is_strange(trace: Trace, text: str) -> bool:
    """Whether an embedding names what is not offered, and nothing that cannot be read."""
    offered = trace.operation.behaviour.embed if trace.operation.behaviour else ()
    names = [name.strip() for name in text.split(",")]
    return all(names) and any(name not in offered for name in names)


def _not_absent(trace: Trace, exchange: Exchange) -> list[Breach]:
    if exchange.status != OK:
        message = f"An empty embedding is answered {exchange.status}; it is as if absent."
        return [Breach(message, (exchange,), ("empty_parameter",))]
    offered = trace.operation.behaviour.embed if trace.operation.behaviour else ()
    views = gallery(study(trace)).views
    shown, usual = (
        {name for view in views if told(view) for row in view.rows for name in offered if row.get(name) is not None}
        for told in (lambda view: view.exchange is exchange, lambda view: view.plain)
    )
    if shown - usual:
        return [Breach("An empty embedding embeds rows; it is as if absent.", (exchange,), ("empty_parameter",))]
    return []


def _again(trace: Trace) -> Iterator[tuple[Exchange, str, str]]:
    """Each embedded row, and how it carries the row that it is embedded in; empty where it does not."""
    behaviour = trace.operation.behaviour
    resource = behaviour.resource if behaviour else None
    for slot in slots(study(trace)) if resource else ():
        parent = slot.view.rows[slot.index]
        for row in slot.rows:
            held = [name for name, value in row.items() if resource and _is_parent(value, parent, resource.key)]
            told = f"a row whose {held[0]} is the row itself again, {where(slot.view)}" if held else ""
            yield slot.view.exchange, slot.relation.name, told


def _is_parent(value: Any, parent: Row, key: str) -> bool:
    """Whether a value is the row it is embedded in, or a list that holds it."""
    if isinstance(value, list):
        return any(_is_parent(each, parent, key) for each in value if isinstance(each, Mapping))
    if not isinstance(value, Mapping) or key not in value or not alike(value[key], parent.get(key)):
        return False
    same = [name for name in value if name in parent and value[name] is not None and alike(value[name], parent[name])]
    return len(same) >= TELLING
