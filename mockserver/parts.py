"""The parts that a mock is assembled from: each a function that another one may stand in for.

The sound ones are the defaults. What stands in for one is told in `faults/`; no part knows whether another is sound.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from starlette.middleware import Middleware
from starlette.responses import Response

from contracts import Contract
from mockserver.admission import STAGES, Stage
from mockserver.answers import Answer
from mockserver.behaviours import BEHAVIOURS, Behave
from mockserver.case import Case, Gate
from mockserver.incoming import Incoming
from mockserver.rendering import render
from mockserver.store import Cursors, Row, Store

Rows = Mapping[str, Sequence[Row]]
Render = Callable[[Answer, str, str], Response]
Finish = Callable[[Case, Answer], Answer]
_T = TypeVar("_T")


def as_it_is(value: _T) -> _T:
    """The value."""
    return value


def as_answered(case: Case, answer: Answer) -> Answer:
    """The answer."""
    return answer


@dataclass(frozen=True, slots=True)
class Parts:
    """What a mock is made of, in the order in which a request meets it.

    Args:
        contract: the contract as the server takes it.
        rows: the first rows, as they are kept.
        around: what stands around every answer, the outermost first.
        hear: a request as it is understood.
        gate: what requests are judged by.
        cursors: what makes and reads cursors.
        stages: the checks of admission, by name.
        behaviours: what operations do, by kind.
        store: the rows as they are read and written.
        finish: an answer as it leaves the engine.
        render: an answer as a response: the answer, the method, and the headers it varies by.
    """

    contract: Callable[[Contract], Contract] = as_it_is
    rows: Callable[[Rows], Rows] = as_it_is
    around: tuple[Middleware, ...] = ()
    hear: Callable[[Incoming], Incoming] = as_it_is
    gate: Callable[[Gate], Gate] = as_it_is
    cursors: Callable[[Cursors], Cursors] = as_it_is
    stages: Mapping[str, Stage] = field(default_factory=lambda: STAGES)
    behaviours: Mapping[str, Behave] = field(default_factory=lambda: BEHAVIOURS)
    store: Callable[[Store], Store] = as_it_is
    finish: Finish = as_answered
    render: Render = render
