"""What an invariant is: a named promise, and a pure function that judges a trace by it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from contracts import Contract, Operation
from suites.traffic import Trace
from suites.verdicts import Judgement, Rules

Tier = Literal["T0", "T1", "T2", "T3", "T4"]
Scope = Literal["probe", "run", "told"]


@dataclass(frozen=True, slots=True)
class Invariant:
    """A promise a deployment keeps.

    Args:
        id: its id in the catalogue, in reports and in docs/invariants.md.
        family: the family it belongs to.
        title: what it promises, in a short sentence.
        rules: what it leans on: `law`, `attested`, or keys of the policy; the weakest gives its grade.
        judge: the pure function that judges a trace.
        applies: None where the operation has the subject of this invariant, else why it has not.
        source: where the promise comes from: an RFC's section, a pointer, a policy key.
        implies: ids that must break where this one breaks; a report folds them into it.
        tier: what it costs (docs/invariants.md).
        scope: `probe` judges what the family's probe asked; `run` every exchange of the operation; `told` what
            the probe tells in its facts, once it has asked for each breach again.
        needs_subject: whether it needs an identity that may call the operation, and a row to ask for.
        met: whether what it judges is met by chance and cannot be asked for: it is confirmed by being met again.
        unsteady: whether it breaks by its nature now and then: one of several askings that shows it again confirms it.
        motion: whether it judges itself why rows change: that they do is no doubt of it.
    """

    id: str
    family: str
    title: str
    rules: Rules
    judge: Callable[[Trace], Judgement]
    applies: Callable[[Operation, Contract], str | None]
    source: str
    implies: tuple[str, ...] = ()
    tier: Tier = "T0"
    scope: Scope = "probe"
    needs_subject: bool = True
    met: bool = False
    unsteady: bool = False
    motion: bool = False


def always(_operation: Operation, _contract: Contract) -> str | None:
    """Applies to every operation."""
    return None


def lists(operation: Operation, _contract: Contract) -> str | None:
    """Applies to operations that answer with pages."""
    behaviour = operation.behaviour
    return None if behaviour and behaviour.kind == "list" else "the operation answers no pages"


def walks_forward(operation: Operation, contract: Contract) -> str | None:
    """Applies to lists that can be followed page by page."""
    listing = operation.behaviour.listing if operation.behaviour else None
    reason = lists(operation, contract)
    return reason or (None if listing and listing.cursor and listing.next else "the list has no next page to follow")


def walks_backward(operation: Operation, contract: Contract) -> str | None:
    """Applies to lists that can be followed back."""
    listing = operation.behaviour.listing if operation.behaviour else None
    reason = walks_forward(operation, contract)
    return reason or (None if listing and listing.backward and listing.previous else "the list cannot be followed back")


def secured(operation: Operation, _contract: Contract) -> str | None:
    """Applies to operations that need credentials."""
    return None if operation.security == "required" else "the operation needs no credentials"
