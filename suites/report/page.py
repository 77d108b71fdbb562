"""A result as one HTML page that needs nothing from elsewhere; its template stands beside this file.

The page carries a policy that lets no script run but its own, whatever a deployment said.
"""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from suites.report import folded, view
from suites.report.bounds import bounds
from suites.report.known import gone
from suites.report.remains import remains
from suites.result import Result
from suites.verdicts import Finding, Outcome

HERE: Final = Path(__file__).parent
# Opens what a link of the matrix leads to, where the browser does not do so by itself.
SCRIPT: Final = (
    "function show(){var e=location.hash&&document.getElementById(decodeURIComponent(location.hash.slice(1)));"
    "for(var d=e;d;d=d.parentElement)if(d.tagName==='DETAILS')d.open=true;if(e)e.scrollIntoView()}"
    "addEventListener('hashchange',show);show()"
)
WORDS: Final = {outcome: outcome.value.lower().replace("_", " ") for outcome in Outcome}
MARKS: Final = {
    Outcome.PASS: "✓",
    Outcome.FAIL: "✗",
    Outcome.DEVIATION: "≠",
    Outcome.FLAKY: "~",
    Outcome.INCONCLUSIVE: "?",
    Outcome.VACUOUS: "∅",
    Outcome.NOT_ASKED: "-",
    Outcome.NOT_APPLICABLE: "·",
}


def page(result: Result) -> str:
    """The page of a result."""
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html").render(
        result=result,
        view=view,
        folded=folded,
        script=Markup(SCRIPT),  # noqa: S704  # a constant of this file
        digest=b64encode(sha256(SCRIPT.encode()).digest()).decode(),
        findings=_told(result.failing, result),
        known=_told(result.known, result),
        deviations=_told(result.deviations, result),
        families=view.families(result),
        operations=view.operations(result),
        cells=view.cells(result),
        coverage={each.operation: each for each in result.coverage},
        powers=list(view.powers(result)),
        reasons=list(view.reasons(result)),
        paragraphs=[*bounds(result), *gone(result), *remains(result)],
        words=WORDS,
        marks=MARKS,
        Outcome=Outcome,
    )


def _told(findings: Iterable[Finding], result: Result) -> list[Sequence[view.Told]]:
    """Findings that say the same of several operations, together."""
    return [[view.told(each, result) for each in group] for group in view.together(findings)]
