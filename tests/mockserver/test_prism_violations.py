"""What Prism writes into its header, and what it comes to."""

import json
from collections.abc import Mapping
from typing import Any

from mockserver.prism.exchange import Exchange
from mockserver.prism.gathering import Gathering
from mockserver.prism.judge import Judgement
from mockserver.prism.violations import PrismViolation, header_of, read_violations
from tests.mockserver.museum import museum

TOLD: Mapping[str, Any] = {
    "location": ["response", "body", "rows", "3", "id"],
    "severity": "Error",
    "code": "type",
    "message": "Response body property rows.3.id must be string",
}


def read(header: str) -> tuple[PrismViolation, ...]:
    """The violations of a header that answers `GET /exhibits`."""
    return read_violations(header, "GET", "/exhibits", 200)


def judgement(*told: Mapping[str, Any], path: str = "/exhibits", unjudged: str = "") -> Judgement:
    """What Prism says of an exchange at a path."""
    exchange = Exchange("GET", path, (), b"", 200, (), b"")
    return Judgement(exchange, read_violations(json.dumps(told), "GET", path, 200), unjudged)


def test_a_violation_is_read_from_the_header() -> None:
    """Each object of the list becomes a value that knows the exchange it stands against."""
    (found,) = read(json.dumps([TOLD]))
    assert (found.method, found.path, found.status, found.severity, found.code) == (
        "GET",
        "/exhibits",
        200,
        "Error",
        "type",
    )
    assert found.location == ("response", "body", "rows", "3", "id")
    assert found.grave


def test_a_warning_without_a_code_is_not_grave() -> None:
    """What the document does not describe is told as a warning, with no keyword."""
    (found,) = read('[{"location":["request"],"severity":"Warning","message":"Selected route not found"}]')
    assert (found.code, found.grave) == ("", False)


def test_a_number_is_read_as_a_code() -> None:
    """Faults of security and of media types carry a status in place of a keyword."""
    (found,) = read('[{"location":["request"],"severity":"Error","code":401,"message":"Invalid security scheme used"}]')
    assert found.code == "401"


def test_no_header_is_no_violation() -> None:
    """An exchange that Prism finds nothing wrong with carries no header."""
    assert read(header_of([(b"content-type", b"application/json")])) == ()


def test_a_cut_header_tells_what_is_whole() -> None:
    """A long list is cut in the middle of an object: those before it are read."""
    whole = json.dumps([TOLD] * 40, separators=(",", ":"))
    assert len(read(f"Too many violations! {whole[:-30]}")) == 39


def test_a_header_is_latin_1() -> None:
    """Node writes each character as one byte, those that look like UTF-8 too."""
    text = json.dumps([{**TOLD, "message": "Ã© must be string"}], ensure_ascii=False)
    (found,) = read(header_of([(b"SL-Violations", text.encode("latin-1"))]))
    assert found.message == "Ã© must be string"


def test_rows_of_a_list_share_one_finding() -> None:
    """The same fault in two rows is one finding, told once and counted twice."""
    gathering = Gathering(museum())
    other = {
        **TOLD,
        "location": ["response", "body", "rows", "12", "id"],
        "message": TOLD["message"].replace("3", "12"),
    }
    assert len(gathering.take(judgement(TOLD))) == 1
    assert gathering.take(judgement(other)) == ()
    (finding,) = gathering.gathered.findings
    assert (finding.operation, finding.times, finding.violation.place[3]) == ("GET /exhibits", 2, "*")


def test_two_missing_properties_are_two_findings() -> None:
    """They stand at the same place by the same keyword, and the message tells them apart."""
    gathering = Gathering(museum())
    missing = [
        {**TOLD, "code": "required", "message": f"Response body must have required property '{n}'"} for n in "ab"
    ]
    assert len(gathering.take(judgement(*missing))) == 2


def test_paths_that_the_contract_does_not_know_share_one_finding() -> None:
    """A crowd of unknown paths is one thing to say, with the first of them as its example."""
    gathering = Gathering(museum())
    unknown = {"location": ["request"], "severity": "Warning", "message": "Selected route not found"}
    lines = [line for path in ("/a", "/b") for line in gathering.take(judgement(unknown, path=path))]
    assert lines == ["WARNING   GET /a -> 200: Selected route not found"]
    assert gathering.gathered.grave == ()


def test_an_exchange_that_is_not_judged_is_counted_with_its_reason() -> None:
    """The reason is told once, and stands in the report with its number; no operation counts as judged."""
    gathering = Gathering(museum())
    lines = [gathering.take(judgement(unjudged="a redirect")) for _ in range(2)]
    assert lines == [("UNJUDGED  GET /exhibits -> 200: a redirect",), ()]
    assert gathering.gathered.as_json() == {"judged": {}, "unjudged": {"a redirect": 2}, "findings": []}


def test_a_report_is_json() -> None:
    """It says what was judged, by operation and status, and each finding with an example."""
    gathering = Gathering(museum())
    gathering.take(judgement(TOLD))
    gathering.take(judgement())
    report = json.loads(json.dumps(gathering.gathered.as_json()))
    assert report["judged"] == {"GET /exhibits": {"200": 2}}
    assert report["findings"] == [
        {
            "operation": "GET /exhibits",
            "severity": "error",
            "code": "type",
            "location": ["response", "body", "rows", "*", "id"],
            "message": TOLD["message"],
            "example": {"method": "GET", "path": "/exhibits", "status": 200},
            "times": 1,
        }
    ]


def test_the_counts_are_told_in_a_line() -> None:
    """Exchanges and findings are counted, each in the number that fits."""
    gathering = Gathering(museum())
    for each in (judgement(TOLD), judgement(), judgement(unjudged="a redirect")):
        gathering.take(each)
    told = gathering.gathered.summary
    assert told == "2 exchanges judged, 1 left unjudged, 1 finding, 1 of severity Error"
