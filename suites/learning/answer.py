"""What a question has to work with, and what it makes of an answer. Pure but for the asking."""

from dataclasses import dataclass
from typing import Any

from suites.probes.asker import Asker
from suites.subjects import Subject, Unasked
from suites.traffic import Exchange


@dataclass(frozen=True, slots=True)
class Answer:
    """A policy value that a deployment showed, and the exchange that shows it."""

    value: Any
    exchange: Exchange


def by_status(exchange: Exchange, *allowed: int) -> Answer | None:
    """The status itself, where it is one of those a policy knows."""
    return Answer(exchange.status, exchange) if exchange.status in allowed else None


def taken(exchange: Exchange, well: Any, refused: Any) -> Answer | None:
    """One value where the request was taken, another where it was refused; None where neither."""
    if is_well(exchange):
        return Answer(well, exchange)
    return Answer(refused, exchange) if exchange.status in (400, 422) else None


def is_well(exchange: Exchange) -> bool:
    """Whether an answer is a 2xx."""
    return exchange.status is not None and 200 <= exchange.status < 300


def stranger_of(asked: Asker, subject: Subject) -> Any:
    """An identity of another organisation that may call the operation; None where none is known."""
    own = subject.identity
    for each in asked.courier.target.identities.identities.values():
        fits = not each.shows and (asked.operation.role is None or asked.operation.role in each.roles)
        if own and fits and each.organization and own.organization and each.organization != own.organization:
            return each
    return None


def subject_of(asked: Asker) -> Subject | None:
    """As whom and for which row the operation is asked; None where nobody knows."""
    found = asked.inquiry.subjects.of(asked.operation)
    return None if isinstance(found, Unasked) else found
