"""What the backward direction promises by itself: without a cursor, in other spellings, with a cursor turned round.

Pure: each function judges a trace and asks nothing.
"""

from collections.abc import Iterator

from contracts import Contract, Misspelt, Operation, Parameter, read_text
from suites.evidence.limits import limits_of
from suites.evidence.pages import Page
from suites.evidence.passages import agree, few, judgement, shown
from suites.evidence.references import is_complete
from suites.evidence.study import Study, study
from suites.expectations import refused_with
from suites.invariants.returns import forward_walk
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement

NEAR = ("true", "false", "1", "0", "yes", "no", "t", "f", "on", "off")  # in any case: what some take for a boolean


def lone_direction(trace: Trace) -> Judgement:
    """BW-08: the backward direction without a cursor is what the policy says."""
    known = study(trace)
    policy = trace.contract.semantics.policy
    due = policy["backward_without_cursor"]
    breaches, asked = [], 0
    for exchange in _lone(trace) if known.pages else ():
        asked += 1
        status = exchange.status or 0
        if status >= 500:
            breaches.append(
                Breach(f"The backward direction without a cursor is answered {status}.", (exchange,), ("law",))
            )
        elif due == "reject" and status not in (refused := _refused(trace)):
            message = f"Backward without a cursor is answered {status} instead of {refused[0]}."
            breaches.append(Breach(message, (exchange,), ("backward_without_cursor", "validation_status")))
        elif due != "reject":
            breaches += _wrong_end(known, exchange, due)
    return judgement(known, breaches, asked, "it was not asked for", asked=asked)


def _lone(trace: Trace) -> Iterator[Exchange]:
    behaviour = trace.operation.behaviour
    listing = behaviour.listing if behaviour else None
    for exchange in trace.own:
        if listing and listing.backward and listing.cursor and exchange.asked.method == "GET" and not exchange.noisy:
            alone = not exchange.asked.values(listing.cursor)
            if alone and exchange.asked.values(listing.backward) == ("true",):
                yield exchange


def _wrong_end(known: Study, exchange: Exchange, due: str) -> list[Breach]:
    page = next((each for each in known.pages if each.exchange is exchange), None)
    if page is None:
        return [
            Breach(f"The backward direction without a cursor is answered {exchange.status} and no page.", (exchange,))
        ]
    walk = forward_walk(known, page)
    if walk is None or walk[-1].body.next is not None:
        return []
    core = known.core(*walk, page)
    sequence, items = shown(walk, core), shown((page,), core)
    wanted = sequence[: len(items)] if due == "first_page" else sequence[len(sequence) - len(items) :]
    if core.doubt or (items == wanted and (page.items or not sequence)):
        return []
    end = "last" if due == "last_page" else "first"
    return [Breach(f"The backward direction without a cursor gives {few(items)}, not the {end} rows.", (exchange,))]


def spelt(trace: Trace) -> Judgement:
    """BW-09: the direction is read as its schema says; anything else is refused."""
    known = study(trace)
    parameter = _direction(trace.operation)
    breaches, asked = [], 0
    due = _refused(trace)
    for exchange in trace.own if parameter and known.pages else ():
        sent = exchange.asked.values(parameter.name) if parameter else ()
        if len(sent) != 1 or sent[0] == "" or exchange.noisy or exchange.asked.method != "GET":
            continue
        asked += 1
        meant = _meaning(trace.contract, parameter, sent[0]) if parameter else None
        if meant is None and exchange.status not in due:
            rules = ("law",) if (exchange.status or 0) >= 500 else ("validation_status",)
            if exchange.status == 200:
                rules = ("inferred",) if sent[0].lower() in NEAR else ("attested",)
            name = parameter.name if parameter else ""
            message = f"{name}={sent[0]} is answered {exchange.status} instead of {due[0]}."
            breaches.append(Breach(message, (exchange,), rules))
        elif meant is False:
            breaches += _not_forward(known, exchange)
    return judgement(known, breaches, asked, asked=asked)


def _refused(trace: Trace) -> tuple[int, ...]:
    return refused_with(trace.contract, trace.operation, "validation_status")


def _direction(operation: Operation) -> Parameter | None:
    listing = operation.behaviour.listing if operation.behaviour else None
    return operation.parameter("query", listing.backward) if listing and listing.backward else None


def _meaning(contract: Contract, parameter: Parameter, text: str) -> bool | None:
    try:
        value = read_text(contract, parameter, (text,))
    except Misspelt:
        return None
    return value if isinstance(value, bool) else value == "true"


def _not_forward(known: Study, exchange: Exchange) -> list[Breach]:
    """A page asked for with the direction spelt out as forward, where it is not the page of the cursor alone."""
    page = next((each for each in known.pages if each.exchange is exchange), None)
    if page is None:
        return [Breach(f"The forward direction spelt out is answered {exchange.status} and no page.", (exchange,))]
    plain = next((each for each in known.pages if each is not page and _asked_alike(each, page)), None)
    core = known.core(page, plain) if plain else None
    if plain is None or core is None or core.doubt or agree(known, page, plain, core):
        return []
    return [
        Breach("The forward direction spelt out gives another page than the cursor alone.", (plain.exchange, exchange))
    ]


def _asked_alike(one: Page, other: Page) -> bool:
    asked = ("selection", "limit", "cursor", "backward", "fields", "embed")
    return all(getattr(one, name) == getattr(other, name) for name in asked)


def symmetric(trace: Trace) -> Judgement:
    """BW-10: a cursor is one place: what lies before it and what lies after it make the whole."""
    known = study(trace)
    full = trace.contract.semantics.policy["short_pages"] == "forbid"
    breaches, compared = [], 0
    for page in known.pages:
        for source, kind in _turned(known, page):
            walk = forward_walk(known, source)
            core = known.core(*walk, source, page) if walk else None
            if walk is None or core is None or core.doubt:
                continue
            due = _due(known, shown(walk, core), source, kind, page)
            if due is None or (kind == "previous" and not is_complete(walk)):
                continue
            compared += 1
            items = shown((page,), core)
            still = full and len(items) == len(page.keys)
            part = due[len(due) - len(items) :] if page.backward else due[: len(items)]
            if items != (due if still else part):
                ways = "backward" if page.backward else "forward"
                message = f"`{kind}`, used {ways}, gives {few(items) or 'no row'} instead of {few(due) or 'no row'}."
                breaches.append(Breach(message, (source.exchange, page.exchange), rows=(items[:3], due[:3])))
    return judgement(known, breaches, compared, "no cursor was used in the other direction", compared=compared)


def _turned(known: Study, page: Page) -> Iterator[tuple[Page, str]]:
    """The pages that gave a page's cursor as a link of the other direction, and that link's name."""
    given = [each.body.previous if page.backward else each.body.next for each in known.pages]
    if page.cursor is None or page.cursor in given:
        return
    for source in known.pages:
        if source.selection != page.selection or source.exchange.number >= page.exchange.number or not source.items:
            continue
        names = ("next", "first") if page.backward else ("previous",)
        kind = next((name for name in names if getattr(source.body, name) == page.cursor), None)
        if kind:
            yield source, kind
            return


def _due(known: Study, sequence: tuple[object, ...], source: Page, kind: str, page: Page) -> tuple[object, ...] | None:
    """The rows that stayed which a cursor used the other way round leads to; None where they cannot be told."""
    limits = limits_of(known.trace.operation, known.trace.contract)
    size = limits.effective(page.limit) if limits else len(page.items)
    if kind == "first":
        return ()
    key = source.keys[-1] if kind == "next" else source.keys[0]
    if key not in sequence:
        return None
    place = sequence.index(key)
    return sequence[max(0, place + 1 - size) : place + 1] if kind == "next" else sequence[place : place + size]
