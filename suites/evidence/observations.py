"""What a checker from outside saw of an operation, as frozen values that a probe hands to the judge.

Pure: the checker itself stays where it is used. Its failures stand here once they have shown again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# The name under which a probe puts its observations among a trace's facts.
OBSERVATIONS = "observations"


@dataclass(frozen=True, slots=True)
class Failure:
    """A failure of a check that showed each time it was asked for.

    Args:
        message: the checker's own words, on one line, without secrets.
        exchanges: the numbers of the exchanges that show it, in order.
    """

    message: str
    exchanges: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Observation:
    """What one check saw.

    Args:
        exercised: how often it had something to look at.
        failures: one for each kind of failure.
        unsteady: a failure that did not show again; None where there is none.
        unconfirmed: a failure that could not be asked for again; None where there is none.
        unasked: what the run was not given to ask it with; None where nothing is missing.
    """

    exercised: int = 0
    failures: tuple[Failure, ...] = ()
    unsteady: str | None = None
    unconfirmed: str | None = None
    unasked: str | None = None


@dataclass(frozen=True, slots=True)
class Observations:
    """What all checks saw of one operation.

    Args:
        checks: by the check's name; a check that saw nothing may be missing.
        trouble: why asking ended early; None where it did not.
        unasked: why the operation was not asked at all; None where it was.
    """

    checks: Mapping[str, Observation] = field(default_factory=dict)
    trouble: str | None = None
    unasked: str | None = None


def observations_in(facts: Mapping[str, Any]) -> Observations:
    """The observations among a trace's facts; none where nobody observed."""
    found = facts.get(OBSERVATIONS)
    return found if isinstance(found, Observations) else Observations(trouble="no checker from outside looked at it")
