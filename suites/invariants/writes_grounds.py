"""What the judgements of the family `writes` share: to which operations they apply, and what they say where no row is.

Pure.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from contracts import Contract, Operation, grade_of
from suites.evidence.creations import attempts, hindrance, once_header, resource_of, unique_groups
from suites.evidence.envelopes import read_error
from suites.invariants.invariant import Invariant
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement, Rules


def creates(operation: Operation, _contract: Contract) -> str | None:
    """Applies to operations that make a row."""
    made = operation.behaviour and operation.behaviour.kind == "create" and operation.behaviour.resource
    return None if made else "the operation makes no row"


def answers_row(operation: Operation, contract: Contract) -> str | None:
    """Applies where the answer is the row that was made."""
    templated = operation.behaviour and operation.behaviour.template
    return creates(operation, contract) or ("the answer is not the row" if templated else None)


def keeps_body(operation: Operation, contract: Contract) -> str | None:
    """Applies where a body is taken, and the row that comes of it answered."""
    return answers_row(operation, contract) or (None if operation.body else "the operation takes no body")


def takes_keys(operation: Operation, contract: Contract) -> str | None:
    """Applies where a header makes a write happen once."""
    return creates(operation, contract) or (None if once_header(operation) else "no header makes a write happen once")


def takes_keys_and_bodies(operation: Operation, contract: Contract) -> str | None:
    """Applies where a header makes a write happen once, and writes differ in their bodies."""
    return takes_keys(operation, contract) or (None if operation.body else "the operation takes no body")


def has_groups(operation: Operation, contract: Contract) -> str | None:
    """Applies where no two rows share a group of properties."""
    return creates(operation, contract) or (None if unique_groups(operation) else "rows may be alike in everything")


def is_shown(*kinds: str, paged: bool = False) -> Any:
    """Applies where operations of these kinds show the rows that are made.

    Args:
        paged: whether they must have a next page to follow.
    """

    def applies(operation: Operation, contract: Contract) -> str | None:
        made = resource_of(operation)
        for each in contract.operations:
            shown, behaviour = resource_of(each), each.behaviour
            fit = made and shown and behaviour and shown.name == made.name and behaviour.kind in kinds
            if fit and not (paged and not (behaviour and behaviour.listing and behaviour.listing.next)):
                return creates(operation, contract)
        return creates(operation, contract) or f"no {' or '.join(kinds)} shows what it makes"

    return applies


writes = partial(Invariant, family="writes", applies=creates, tier="T3")


def judged(
    trace: Trace, exercised: int, breaches: Sequence[Breach], lacking: str, unasked: str | None = None, **evidence: Any
) -> Judgement:
    """A judgement; where no row could be made at all it is told as not asked.

    Args:
        lacking: why nothing exercised it.
        unasked: what the run was not given to exercise it with.
    """
    reason = hindrance(trace, attempts(trace)) or unasked or trace.facts.get("unasked")
    reason = None if exercised or breaches else reason
    return Judgement(exercised, tuple(breaches), evidence, lacking=lacking, unasked=reason)


def is_conflict(trace: Trace, exchange: Exchange) -> bool:
    """Whether an answer is the declared refusal of what clashes, by its status and its code."""
    registry = trace.contract.semantics.errors
    name = registry.refusals.get("conflict") if registry else None
    if registry is None or name is None:
        return exchange.status == 409
    error = read_error(trace.contract, exchange)
    told = error.code if error else None
    return exchange.status == registry.codes[name].status and (told is None or told == name)


def conflict_due(trace: Trace) -> str:
    """The refusal of what clashes, in words."""
    registry = trace.contract.semantics.errors
    name = registry.refusals.get("conflict") if registry else None
    return f"{registry.codes[name].status} {name}" if registry and name else "409"


def conflict_rules(trace: Trace) -> Rules:
    """What the refusal of what clashes leans on: the grade of its code."""
    registry = trace.contract.semantics.errors
    name = registry.refusals.get("conflict") if registry else None
    return (registry.codes[name].grade if registry and name else "inferred",)


def answered(exchange: Exchange) -> str:
    """The status and the code of an answer, in words."""
    document = exchange.document
    code = document.get("code") if isinstance(document, dict) else None
    return f"{exchange.status} {code}" if isinstance(code, str) else str(exchange.status)


def grade_at(trace: Trace, pointer: str) -> Rules:
    """The grade of what stands at a place of the document."""
    return (grade_of(trace.contract.document, pointer),)
