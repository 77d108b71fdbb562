"""What a judgement comes to: the weakest rule grades a breach, and one cause is told once."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from contracts import Policy
from suites.examination import Examination
from suites.invariants.invariant import Invariant, always
from suites.sending.courier import Courier
from suites.target import Target
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement, Outcome, Verdict, collapse, conclude, grade_of, readable
from tests.suites.deployment import SOUND, serve
from tests.suites.library import library_contract, library_identities
from tests.suites.serving import Answer, Call, World

AUTHORS = "GET /v1/authors"
BASE = Verdict("XX-01", "pages", AUTHORS, Outcome.PASS, "law")
POLICY = Policy({}, {"default_limit": "attested", "head": "inferred", "options": "pinned"})


@pytest.mark.parametrize(
    ("rules", "grade"),
    [
        (("law",), "law"),
        (("law", "attested"), "attested"),
        (("law", "inferred"), "inferred"),
        (("default_limit",), "attested"),
        (("head",), "inferred"),
        (("options",), "pinned"),
        (("attested", "options"), "pinned"),
        (("options", "head"), "inferred"),
        (("short_pages",), "inferred"),
        ((), "law"),
    ],
)
def test_the_weakest_rule_gives_the_grade(rules: tuple[str, ...], grade: str) -> None:
    """A promise is as firm as the weakest rule it leans on; a key that nobody declared is inferred."""
    assert grade_of(rules, POLICY) == grade


def test_pinning_all_pins_what_is_inferred() -> None:
    """With every rule pinned nothing is inferred any more, and law stays law."""
    pinned = POLICY.pinning()
    assert [grade_of((rule,), pinned) for rule in ("law", "attested", "inferred", "head")] == [
        *("law", "attested"),
        *("pinned", "pinned"),
    ]


def test_pinning_one_key_pins_that_one() -> None:
    """A policy file pins the keys it names."""
    pinned = POLICY.pinning({"head": 405})
    assert [grade_of((rule,), pinned) for rule in ("head", "default_order", "inferred")] == [
        *("pinned", "inferred", "inferred")
    ]


BREACH, SOFT = Breach("broken"), Breach("differs", rules=("inferred",))
CONCLUSIONS: tuple[tuple[Judgement, Outcome, str], ...] = (
    (Judgement(3), Outcome.PASS, ""),
    (Judgement(0, lacking="no ties"), Outcome.VACUOUS, "no ties"),
    (Judgement(0, lacking="no ties", unasked="one identity"), Outcome.NOT_ASKED, "one identity"),
    (Judgement(0, unasked="one identity", inapplicable="no such header"), Outcome.NOT_APPLICABLE, "no such header"),
    (Judgement(2, unasked="one identity"), Outcome.PASS, ""),
    (Judgement(2, doubt="throttled"), Outcome.INCONCLUSIVE, "throttled"),
    (Judgement(2, (BREACH,), doubt="throttled"), Outcome.FAIL, "broken"),
    (Judgement(2, (SOFT,)), Outcome.DEVIATION, "differs"),
    (Judgement(2, (SOFT, BREACH)), Outcome.FAIL, "broken"),
    (Judgement(2, doubt="throttled", unsteady="came and went"), Outcome.FLAKY, "came and went"),
)


@pytest.mark.parametrize(("judgement", "outcome", "reason"), CONCLUSIONS)
def test_a_judgement_comes_to_a_verdict(judgement: Judgement, outcome: Outcome, reason: str) -> None:
    """Breaches weigh more than doubt, doubt more than what was not met, and a firm breach is told before a soft one."""
    verdict = conclude(BASE, judgement, ("law",), POLICY)
    assert (verdict.outcome, verdict.reason) == (outcome, reason)


def test_a_verdict_shows_what_it_is_told_for() -> None:
    """A finding carries the firm breaches alone, with the grade of the first."""
    verdict = conclude(BASE, Judgement(2, (SOFT, BREACH)), ("attested",), POLICY)
    assert (verdict.grade, verdict.breaches) == ("attested", (BREACH,))


def test_a_message_is_one_readable_line() -> None:
    """What a server says neither moves a cursor nor breaks a file."""
    assert readable("a\n b\x1b[31m \ud800 é") == "a b\\x1b[31m \\ud800 é"
    verdict = conclude(BASE, Judgement(1, (Breach("two\nlines"),)), ("law",), POLICY)
    assert verdict.reason == "two lines"


def broken(invariant: str, outcome: Outcome = Outcome.FAIL, operation: str = AUTHORS) -> Verdict:
    """A verdict that breaks something."""
    return Verdict(invariant, "pages", operation, outcome, "law", reason=invariant)


def told(verdicts: list[Verdict], **implied: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """What a report tells of verdicts."""
    return [(finding.verdict.invariant, finding.also) for finding in collapse(verdicts, implied)]


def test_what_follows_is_folded_into_its_cause() -> None:
    """A verdict that follows from another, over several steps too, is named beside it and not by itself."""
    verdicts = [broken("C"), broken("A"), broken("B"), broken("D")]
    assert told(verdicts, A=("B",), B=("C",)) == [("A", ("B", "C")), ("D", ())]


def test_what_follows_stands_alone_without_its_cause() -> None:
    """Where the cause did not break, what could follow from it is a finding of its own."""
    assert told([broken("B"), broken("C")], A=("B",), B=("C",)) == [("B", ("C",))]


def test_causes_are_told_for_each_operation() -> None:
    """A cause on one operation explains nothing on another."""
    verdicts = [broken("A"), broken("B", operation="GET /v1/other")]
    assert told(verdicts, A=("B",)) == [("A", ()), ("B", ())]


def test_a_deviation_never_hides_a_finding() -> None:
    """A deviation follows from a finding, and a finding from no deviation."""
    soft = Outcome.DEVIATION
    assert told([broken("A"), broken("B", soft)], A=("B",)) == [("A", ("B",))]
    assert told([broken("A", soft), broken("B")], A=("B",)) == [("A", ()), ("B", ())]


def test_two_that_follow_from_each_other_are_told_once() -> None:
    """Of a circle the first by id tells the rest."""
    assert told([broken("B"), broken("A")], A=("B",), B=("A",)) == [("A", ("B",))]


@contextmanager
def examining(finish: Callable[[World, Call, Answer], Answer], **limits: Any) -> Iterator[Examination]:
    """A run against a deployment that ends each answer in its own way."""
    app = serve(replace(SOUND, finish=finish))
    target = Target(url="http://app.test", identities=library_identities(), app=app, **limits)
    with Courier(library_contract(), target) as courier:
        yield Examination(courier)


def teapots(trace: Trace) -> Judgement:
    """Breaks for each 418."""
    seen = [each for each in trace.own if each.status is not None]
    return Judgement(len(seen), tuple(Breach("a teapot", (each,)) for each in seen if each.status == 418))


RUN = Invariant("XX-01", "pages", "no teapots", ("law",), teapots, always, "RFC 2324", scope="run")
PROBED = replace(RUN, scope="probe")


def on(statuses: Mapping[int, int], otherwise: int = 200) -> Callable[[World, Call, Answer], Answer]:
    """Answers each request by its number."""
    return lambda _world, call, answer: replace(answer, status=statuses.get(call.request.number, otherwise))


@pytest.mark.parametrize("invariant", [RUN, PROBED], ids=["run", "probe"])
@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        (on({}, 418), Outcome.FAIL),
        (on({}, 200), Outcome.PASS),
        (on({1: 418}, 200), Outcome.FLAKY),
        (on({1: 418}, 503), Outcome.INCONCLUSIVE),
        (on({}, 503), Outcome.PASS),
    ],
    ids=["always", "never", "once", "once, then gone", "gone"],
)
def test_a_breach_is_confirmed(invariant: Invariant, answers: Any, outcome: Outcome) -> None:
    """A breach is told when it shows each time; one that held when asked again is flaky, and noise says nothing."""
    with examining(answers) as examination:
        operation = examination.contract.operation(AUTHORS)
        assert operation
        verdict = examination.verdict(invariant, operation)
    assert verdict.outcome is outcome


def test_a_spent_budget_is_no_finding() -> None:
    """Where nothing more may be asked, a breach that is not confirmed is in doubt, and what was not asked too."""
    with examining(on({}, 418), budget=1) as examination:
        authors, author = (examination.contract.operation(label) for label in (AUTHORS, "GET /v1/authors/{id}"))
        assert authors
        assert author
        found = [examination.verdict(RUN, each) for each in (authors, author)]
    assert [each.outcome for each in found] == [Outcome.INCONCLUSIVE] * 2
    assert "budget" in found[0].reason


def test_a_probe_is_asked_again_once_for_all_its_invariants() -> None:
    """Two invariants that break on the same probe share what confirms them."""
    counts = []
    for invariants in ((PROBED,), (PROBED, replace(PROBED, id="XX-02"))):
        with examining(on({}, 418)) as examination:
            operation = examination.contract.operation(AUTHORS)
            assert operation
            for invariant in invariants:
                assert examination.verdict(invariant, operation).outcome is Outcome.FAIL
            counts.append(len(examination.courier.exchanges))
    assert counts[0] == counts[1]


def test_an_exchange_reads_names_in_any_case() -> None:
    """Header names are the same in any case, and a body that is no JSON is no document."""
    exchange = Exchange(1, asked(), None, {}, 200, (("Content-Type", "Application/JSON; charset=utf-8"),), b"\xff")
    assert (exchange.media_type, exchange.document) == ("application/json", None)
    assert exchange.asked.path == "//v1/x"
    assert exchange.asked.values("a") == ("1", "")


def asked() -> Any:
    """A request with a crooked path."""
    with examining(on({})) as examination:
        return examination.courier.send("GET", "//v1/x?a=1&a=&b=%20").asked
