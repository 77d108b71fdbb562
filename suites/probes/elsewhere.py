"""Where else a write can go: to another parent, as another caller, to another operation. It asks nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from contracts import Identity
from suites.evidence.creations import once_header
from suites.inquiry import Inquiry
from suites.sending.writes import has_effects_outside
from suites.subjects import Subject, Unasked

SPARE = 2  # rows that another operation must have room for


def other_parent(inquiry: Inquiry) -> Mapping[str, str] | None:
    """A path of the operation that leads to another parent; None where none is known."""
    behaviour, subject = inquiry.operation.behaviour, inquiry.subject
    if behaviour is None or subject is None or not behaviour.within:
        return None
    within = behaviour.within[-1]
    here = subject.path.get(within.parameter)
    found = next((value for value in _parents(inquiry, within.parameter, within.property) if value != here), None)
    return None if found is None else {**subject.path, within.parameter: found}


def _parents(inquiry: Inquiry, parameter: str, column: str) -> Iterator[str]:
    identities = inquiry.courier.target.identities
    yield from (inquiry.identity.known if inquiry.identity else {}).get(parameter, ())
    yield from identities.known.get(parameter, ())
    shown = (row.get(column) for row in inquiry.subjects.alike(inquiry.operation))
    yield from (str(value) for value in shown if isinstance(value, str | int))


def another(inquiry: Inquiry) -> Identity | None:
    """Another identity that may call the operation, of the same organisation; None where none is known."""
    mine, operation = inquiry.identity, inquiry.operation
    for each in inquiry.courier.target.identities.identities.values():
        fit = not each.shows and (operation.role is None or operation.role in each.roles)
        if mine and fit and each.name != mine.name and each.organization == mine.organization:
            return each
    return None


def sibling(inquiry: Inquiry) -> Inquiry | None:
    """Another operation that takes the same caller's keys, and has room for a row; None where there is none.

    None that has effects outside: which operations the run was asked to judge is not known here.
    """
    for operation in inquiry.contract.operations:
        if operation.label == inquiry.operation.label or not once_header(operation):
            continue
        subject = inquiry.subjects.of(operation)
        far = has_effects_outside(operation)
        if far or isinstance(subject, Unasked) or inquiry.courier.room(operation) < SPARE:
            continue
        if once_header(operation) == once_header(inquiry.operation) and _may(inquiry, subject):
            return replace(inquiry, operation=operation, subject=subject)
    return None


def _may(inquiry: Inquiry, subject: Subject) -> bool:
    return bool(subject.identity and inquiry.identity and subject.identity.name == inquiry.identity.name)
