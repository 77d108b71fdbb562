"""Puts the questions to a deployment, each to one operation after the other until one can tell.

Nothing is judged, and nothing is written but bodies that no deployment takes, where the run may write.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from contracts import RULES, Operation
from suites.examination import Examination
from suites.inquiry import Inquiry
from suites.learning.answer import Answer
from suites.learning.lists import LISTS
from suites.learning.requests import READS, WRITES, Question
from suites.probes.asker import asker
from suites.sending.courier import BudgetSpent, NotAllowed
from suites.subjects import Unasked
from suites.traffic import Exchange

ASKED = 4  # operations that a question is put to before it is left open


@dataclass(frozen=True, slots=True)
class Learned:
    """One key of the policy, the value a deployment showed for it, and the exchange that shows it."""

    key: str
    value: object
    exchange: Exchange


def learn_policy(examination: Examination) -> tuple[Learned, ...]:
    """What a deployment tells of its policy, in the order of the table of rules.

    Args:
        examination: of a run that has not judged anything.
    """
    found = {learned.key: learned for learned in _learn(examination)}
    return tuple(found[key] for key in RULES if key in found)


def _learn(examination: Examination) -> Iterator[Learned]:
    operations = examination.contract.operations
    lists = [each for each in operations if each.reads and each.behaviour and each.behaviour.kind == "list"]
    reads = [each for each in operations if each.method == "GET"]
    writes = [each for each in operations if not each.reads]
    # An operation without credentials or rows tells least.
    reads.sort(key=lambda each: (each.security != "required", not each.behaviour))
    for questions, asked in ((LISTS, lists), (READS, reads), (WRITES, writes)):
        yield from _put(examination, questions, asked)


def _put(examination: Examination, questions: Mapping[str, Question], operations: list[Operation]) -> Iterator[Learned]:
    for key, question in questions.items():
        tried = 0
        for operation in operations:
            before = len(examination.courier.exchanges)
            answer = _answer(examination, question, operation)
            tried += len(examination.courier.exchanges) > before
            if answer:
                yield Learned(key, answer.value, answer.exchange)
            if answer or tried == ASKED:
                break


def _answer(examination: Examination, question: Question, operation: Operation) -> Answer | None:
    courier, subjects = examination.courier, examination.subjects
    try:
        subject = subjects.of(operation)
        if isinstance(subject, Unasked):
            return None
        chance = Random(courier.target.seed)  # noqa: S311  # the chance of a run is there to be repeated
        answer = question(asker(Inquiry(courier, operation, subject, subjects, chance)))
    except (BudgetSpent, NotAllowed):
        return None
    return answer if answer and answer.value is not None else None
