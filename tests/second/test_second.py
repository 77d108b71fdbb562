"""A contract quite unlike the bundled one runs through fixtures, mock and suites clean."""

from fixtures import verify
from mockserver import create_app
from suites.options import Options, prepare
from suites.verdicts import Outcome
from tests.second.world import CALLERS, DOCUMENT, MEANING, second_catalogue, second_contract
from tests.suites.judging import judge

CONTRACT = second_contract()
# What no deployment is asked for unless it shows it by itself.
UNPROVOKED = {(Outcome.NOT_ASKED, each) for each in ("ER-15", "FW-14", "ST-22")}
QUIET = (Outcome.PASS, Outcome.NOT_APPLICABLE)


def test_it_is_unlike_the_first() -> None:
    """Links are URLs, limits are clamped, keys are whole numbers; there is no organisation and no way back."""
    semantics = CONTRACT.semantics
    assert (semantics.policy["cursor_form"], semantics.policy["limit_over_max"]) == ("url", "clamp")
    assert {each.fields[each.key].type for each in semantics.resources.values()} == {"integer"}
    assert semantics.access.organization is None
    assert not [each.name for each in semantics.resources.values() if each.scope]
    listings = [each.behaviour.listing for each in CONTRACT.operations if each.behaviour and each.behaviour.listing]
    assert {(each.items, each.backward, each.previous, each.first) for each in listings} == {
        ("results", None, None, None)
    }
    assert semantics.errors
    assert semantics.errors.envelope.code == "/error/name"


def test_its_rows_follow_it() -> None:
    """Every row follows its schema, and every operation has data."""
    assert not verify(CONTRACT, second_catalogue())


def test_its_mock_is_judged_clean() -> None:
    """With every rule pinned nothing is broken or in doubt, and nothing that could be exercised was not.

    Each operation is asked; of one is left out only what no run provokes.
    """
    app = create_app(CONTRACT, second_catalogue())
    options = Options("http://localhost", identities=CALLERS, contract=DOCUMENT, semantics=MEANING, pinned=True)
    result = judge(prepare(options, app=app).examination, strict=True)
    loud = [
        f"{each.outcome} {each.invariant} {each.operation}: {each.reason}"
        for each in result.verdicts
        if each.outcome not in QUIET and (each.outcome, each.invariant) not in UNPROVOKED
    ]
    assert not loud, "\n".join(loud)
    assert (result.exit, result.findings, result.deviations) == (0, (), ())
    asked = {each.operation for each in result.verdicts if each.outcome is Outcome.PASS}
    assert asked == {each.label for each in CONTRACT.operations}
