"""Where a path with a slash more is the same path, its refusals have the shape that the operation gives them."""

import json
from dataclasses import replace
from typing import Any

import pytest

from contracts import load_contract
from suites.invariants import INVARIANTS
from suites.traffic import Asked, Exchange, Trace
from tests.suites.judging import with_policy

CONTRACT = load_contract()
OWN = next(each for each in CONTRACT.operations if 422 in (each.envelopes or {}))
SHAPED = {"detail": [{"loc": ["query", "redirect_uri"], "msg": "Field required", "type": "missing"}]}


@pytest.mark.parametrize(
    ("policy", "body", "told"), [("same", SHAPED, 0), ("same", {"detail": 1}, 1), (404, SHAPED, 1)]
)
def test_a_slash_more_is_refused_as_the_operation_refuses(policy: Any, body: Any, told: int) -> None:
    """A 422 of the operation's own shape is sound with a slash more where that is the same path, and nowhere else."""
    contract = with_policy(CONTRACT, trailing_slash=policy)
    headers = (("Content-Type", "application/json"),)
    plain = Exchange(1, Asked("GET", OWN.path), OWN, {}, 422, headers, json.dumps(SHAPED).encode())
    slashed = replace(
        plain, number=2, asked=Asked("GET", f"{OWN.path}/"), operation=None, body=json.dumps(body).encode()
    )
    judged = INVARIANTS["ER-01"].judge(Trace(contract, OWN, (plain, slashed)))
    assert [each.exchanges for each in judged.breaches] == [(slashed,)] * told
