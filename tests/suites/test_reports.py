"""Reports are what their formats promise, whatever a deployment says, and hold no secret."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import jsonschema
import pytest

from suites.findings.baseline import Baseline, Entry
from suites.report import annotations, places, summary, write_reports
from suites.report.places import Place, Places
from suites.report.sarif import sarif
from suites.report.summary import plain
from suites.result import Result, conclude_run
from suites.sending.secrets import shortened
from tests.suites.faults_authentication import finishing
from tests.suites.hostile import AUTHORS, hostile_reports, hostile_result
from tests.suites.judging import examine, judge
from tests.suites.library import FOLDER, library_identities
from tests.suites.serving import Answer, Call

SCHEMA = Path(__file__).parent / "sarif" / "sarif-schema-2.1.0.json"
TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports of a hostile run."""
    return hostile_reports(tmp_path_factory.mktemp("hostile"))


def log(result: Result, known: Places) -> Mapping[str, Any]:
    """The one run of a result's SARIF, valid by the schema."""
    told = json.loads(json.dumps(sarif(result, known, "1.2.3"), default=str))
    jsonschema.Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(told)
    (run,) = told["runs"]
    assert isinstance(run, dict)
    return run


def test_every_report_is_written(reports: Path) -> None:
    """A directory holds the findings, the summary, the log and the page; pytest adds junit.xml."""
    assert sorted(each.name for each in reports.iterdir()) == [
        *("findings.json", "report.html", "report.sarif", "summary.md")
    ]


def test_no_report_holds_what_a_terminal_or_a_runner_obeys(reports: Path) -> None:
    """No escape and no direction mark stands in any file, and no command in a line that a log may show."""
    for path in reports.iterdir():
        text = path.read_text(encoding="utf-8")
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text), path.name
        assert path.suffix == ".html" or not re.search(r"^\s*(::|##\[)", text, re.MULTILINE), path.name


def test_a_summary_stays_a_table(reports: Path) -> None:
    """What was said ends no cell, no fence and no row, and is no HTML."""
    text = (reports / "summary.md").read_text(encoding="utf-8")
    outside: list[str] = []
    inside: list[str] = []
    fence = ""
    for line in text.splitlines():
        ticks = re.match("`{3,}", line)
        if ticks and (not fence or line == fence):
            fence = "" if fence else ticks.group()
        else:
            (inside if fence else outside).append(line)
    assert not fence
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in outside if "said" in line} <= {5}
    rows = [line for line in outside if line.startswith("| PG-01")]
    assert [len(re.findall(r"(?<!\\)\|", row)) for row in rows] == [5]
    assert not re.search(r"<(?!/?(details|summary)>)", "\n".join(outside))
    assert all(line.startswith(("# ", "curl ")) for line in inside if line)


def test_a_summary_is_small() -> None:
    """A thousand findings make a page that GitHub takes, and it says how many are elsewhere."""
    result = hostile_result()
    many = replace(result, findings=result.findings * 1000)
    text = summary(many)
    assert len(text.encode("utf-8", "backslashreplace")) < 200_000
    assert "950 more are in findings.json." in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a | b", r"a \| b"),
        ("<b>&", "&lt;b&gt;&amp;"),
        ("a\nb\x1b", r"a b\\x1b"),
        ("`x` *y* [z](u)", r"\`x\` \*y\* \[z\](u)"),
        ("x" * 500, "x" * 400 + "…"),
    ],
)
def test_markdown_is_escaped(text: str, shown: str) -> None:
    """A text is shown as it is."""
    assert plain(text) == shown


def test_a_log_is_valid_and_leads_to_the_operation() -> None:
    """The log holds by the schema of SARIF 2.1.0; a result stands at its operation's method in the contract."""
    source = FOLDER / "openapi.yaml"
    result = hostile_result()
    run = log(result, places(str(source)))
    assert [each["level"] for each in run["results"]] == ["error", "note"]
    physical = run["results"][0]["locations"][0]["physicalLocation"]
    line = source.read_text(encoding="utf-8").splitlines()[physical["region"]["startLine"] - 1]
    assert line[physical["region"]["startColumn"] - 1 :] == "get:"
    assert Path(unquote(urlparse(physical["artifactLocation"]["uri"]).path)) == source
    assert run["results"][0]["partialFingerprints"] == {"contractkit/v1": result.findings[0].fingerprint}
    rules = run["tool"]["driver"]["rules"]
    assert [rules[each["ruleIndex"]]["id"] for each in run["results"]] == [each["ruleId"] for each in run["results"]]
    assert all(each["help"]["text"] and each["properties"]["source"] for each in rules)
    assert run["invocations"][0]["executionSuccessful"] is False
    assert "PG-03" in run["invocations"][0]["toolExecutionNotifications"][-1]["message"]["text"]


def test_a_log_tells_what_is_known() -> None:
    """A known finding is of level none, suppressed with its reason and unchanged; an expired one is an error again."""
    result = replace(hostile_result(), errors=(), exit=1)
    mark = result.findings[0].fingerprint
    for expires, level, suppressed in (("2026-11-21", "none", 1), ("2026-11-20", "error", 0)):
        entry = Entry(mark, "PG-01", AUTHORS, "team-a", "ticket 7", "2026-01-01", expires)
        held = conclude_run(
            "u", "t", result.verdicts, [], 0, False, False, baseline=Baseline("known.yaml", (entry,)), today=TODAY
        )
        told = log(held, places("none.yaml"))["results"][0]
        assert (told["level"], told["baselineState"]) == (level, "unchanged")
        assert len(told.get("suppressions", ())) == suppressed


def test_a_contract_whose_lines_are_unknown_is_named_without_them(tmp_path: Path) -> None:
    """A file that is gone, or that is no YAML, gives no line and stops no report."""
    (tmp_path / "bad.yaml").write_text("a: [", encoding="utf-8")
    for name in ("bad.yaml", "none.yaml"):
        place = places(str(tmp_path / name)).of(AUTHORS)
        assert place == Place(str(tmp_path / name))
        run = log(hostile_result(tmp_path / name), places(str(tmp_path / name)))
        assert "region" not in run["results"][0]["locations"][0]["physicalLocation"]


def test_json_has_lines_too(tmp_path: Path) -> None:
    """A contract in JSON is read like one in YAML."""
    path = tmp_path / "openapi.json"
    path.write_text('{"paths": {\n  "/a": {\n    "get": {}}}}', encoding="utf-8")
    assert places(str(path)).of("GET /a") == Place(str(path), 3, 5)


def test_an_annotation_is_one_command() -> None:
    """A line a finding: what was said ends neither the value nor the command."""
    result = replace(hostile_result(), errors=())
    lines = list(annotations(result, Places("dir,a/open:api.yaml", {AUTHORS: (11, 5)})))
    assert [line.split(" ")[0] for line in lines] == ["::error", "::warning"]
    mark = result.findings[0].fingerprint[:12]
    head = f"::error file=dir%2Ca/open%3Aapi.yaml,line=11,col=5,title=PG-01 GET /v1/authors ({mark})::"
    assert lines[0].startswith(head)
    assert not [line for line in lines if len(line.splitlines()) != 1]


def test_annotations_name_no_file_outside_the_folder() -> None:
    """A contract that ships with the kit is no file of the repository that is judged."""
    lines = list(annotations(hostile_result(), Places("/opt/kit/openapi.yaml", {AUTHORS: (11, 5)})))
    assert not [line for line in lines if "file=" in line or "line=" in line]
    assert lines[-1].startswith("::error title=contractkit::")
    assert "%0A" in lines[-1]


def test_annotations_are_no_more_than_github_shows() -> None:
    """Of many findings nine are shown, and how many more there are."""
    result = hostile_result()
    many = replace(result, findings=result.findings * 30, deviations=(), errors=())
    lines = list(annotations(many, Places("a.yaml", {})))
    assert len(lines) == 10
    assert lines[-1] == "::error title=contractkit::21 more: see the step's summary"


def test_no_secret_stands_in_any_report(tmp_path: Path) -> None:
    """A deployment that repeats the credentials everywhere gives none away, in no file that is written."""
    tokens = [each.token for each in library_identities().identities.values()]

    def repeating(call: Call, answer: Answer) -> Answer:
        sent = call.request.headers.get("authorization", "")
        return replace(answer, status=418, document={"said": sent}, headers=(*answer.headers, ("X-Echo", sent)))

    result = judge(examine(finishing(repeating)), AUTHORS)
    assert len(result.findings) > 5
    write_reports(result, tmp_path)
    texts = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert len(texts) == 4
    found = [
        (name, each) for name, text in texts.items() for each in (*tokens, *map(shortened, tokens)) if each in text
    ]
    assert not found
    assert "_TOKEN}" in texts["report.html"]
