"""Rows that hold what no schema allows end in verdicts, whatever family looks at them, and never in an exception."""

import json
from dataclasses import replace
from typing import Any

import pytest

from suites.invariants import FAMILIES
from suites.sending.writes import Writes
from suites.verdicts import Outcome
from tests.suites.deployment import SOUND
from tests.suites.judging import examine, verdicts
from tests.suites.listing import show
from tests.suites.serving import Answer, Call, Deployment, Row, World

LOOKING = tuple(each for each in FAMILIES if each != "conformance")  # that one looks at no row
HUGE = "1E+999999999"  # a short text, and a number of a billion digits
ODD: tuple[Any, ...] = ("NaN", "sNaN", "-Infinity", HUGE, 10**400, [1, [2]], {"a": []}, True)


def literal(_world: World, _call: Call, answer: Answer) -> Answer:
    """The huge number as JSON has it."""
    if answer.document is None or answer.body is not None:
        return answer
    return replace(answer, body=json.dumps(answer.document).replace(f'"{HUGE}"', HUGE).encode())


def holding(key: bool) -> Deployment:
    """The sound deployment, every third row with odd values: one for its key, or others wherever else values stand."""

    def changed(world: World, call: Call, row: Row) -> Row:
        shown, place = show(world, call, row), int(str(row.get("id"))[-4:], 16)
        if place % 3:
            return shown
        odd = {name: ODD[(place // 3 + n) % len(ODD)] for n, name in enumerate(shown)}
        return {name: odd[name] if (name == "id") is key else value for name, value in shown.items()}

    return replace(SOUND, show=changed, finish=literal)


@pytest.mark.parametrize("key", [False, True], ids=["values", "keys"])
def test_odd_rows_are_judged(key: bool) -> None:
    """Every family comes to its verdicts on rows of odd values, or of odd keys, and some of them fail."""
    found = verdicts(examine(holding(key), writes=Writes(everything=True)), *LOOKING)
    assert any(each.outcome is Outcome.FAIL for each in found)
