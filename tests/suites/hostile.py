"""A result of a run against a deployment that says what would hurt a careless reader, and the reports of it."""

from dataclasses import replace
from pathlib import Path

from contracts import Policy
from suites.evidence.coverage import cover
from suites.report import write_reports
from suites.result import Result, conclude_run
from suites.traffic import Asked, Exchange
from suites.verdicts import Breach, Judgement, Outcome, Verdict, conclude
from tests.suites.asking import operation
from tests.suites.library import FOLDER

AUTHORS = "GET /v1/authors"
SAID = (
    "</pre><script>alert(1)</script><img src=x onerror=alert(2)> | {{ 7*7 }} | `tick` ```\n"
    "::error::made up\r\n\x1b[31mred\x1b[0m \u202egnirts \x9b2J [a](javascript:x) *b* $c$ \ud800 ##[warning]x"
)
BASE = Verdict("PG-01", "pages", AUTHORS, Outcome.PASS, "law")


def exchange(number: int = 1) -> Exchange:
    """An exchange whose every text is hostile."""
    body = SAID.encode("utf-8", "surrogatepass")
    asked = Asked("GET", "/v1/authors?q=%3Cscript%3E'\"", (("X-Said", SAID),), body, credentials="valid")
    headers = (("content-type", "text/html"), (SAID, SAID))
    return Exchange(number, asked, operation(AUTHORS), {}, 200, headers, body * 50, elapsed=0.01)


def hostile_result(source: Path = FOLDER / "openapi.yaml") -> Result:
    """A run with a finding, a deviation and a reason that all repeat what was said."""
    policy, shown = Policy({}, {}), (exchange(), exchange(2))
    breach = Breach(SAID, shown, rows=({SAID: SAID},), about=(SAID,))
    verdicts = [
        conclude(BASE, Judgement(3, (breach,), {"pages": 3, SAID: SAID}), ("law",), policy),
        conclude(replace(BASE, invariant="PG-02"), Judgement(1, (breach,)), ("inferred",), policy),
        conclude(replace(BASE, invariant="PG-03"), Judgement(lacking=f"nothing: {SAID}"), ("law",), policy),
        conclude(replace(BASE, invariant="PG-04"), Judgement(4, evidence={"pages": 2}), ("law",), policy),
    ]
    result = conclude_run("http://app.test", f"Library {SAID}", verdicts, shown, 7, False, True, errors=[SAID])
    return replace(result, coverage=tuple(cover([operation(AUTHORS)], shown)), source=str(source))


def hostile_reports(folder: Path) -> Path:
    """The folder of its reports."""
    write_reports(hostile_result(), folder)
    return folder
