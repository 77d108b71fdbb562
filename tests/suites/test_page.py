"""The HTML report is one page that needs nothing from elsewhere, readable on a phone, and safe to open."""

import subprocess
from base64 import b64encode
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

from contracts import Policy
from suites.report.page import SCRIPT
from suites.report.page import page as written
from suites.result import conclude_run
from suites.verdicts import Breach, Judgement, conclude
from tests.suites.browsing import CHROMIUM
from tests.suites.hostile import AUTHORS, BASE, exchange, hostile_reports

VOID = ("meta", "br", "img", "link", "input", "hr")


class Reader(HTMLParser):
    """Notes the elements, their attributes and texts of a page; refuses what is not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.scripts = ""
        self.text = ""
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """A text."""
        if self._open[-1:] == ["script"]:
            self.scripts += data
        else:
            self.text += data

    def values(self, name: str) -> list[str]:
        """The values of an attribute."""
        return [value for _, key, value in self.attributes if key == name]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a hostile run."""
    return hostile_reports(tmp_path_factory.mktemp("page")) / "report.html"


@pytest.fixture(scope="module")
def read(page: Path) -> Reader:
    """What stands in it."""
    reader = Reader()
    reader.feed(page.read_text(encoding="utf-8"))
    reader.close()
    return reader


def test_it_needs_nothing_from_elsewhere(read: Reader) -> None:
    """No element loads anything, and every link stays on the page."""
    assert not set(read.tags) & {"link", "img", "iframe", "object", "embed", "base", "form", "video", "audio"}
    assert not read.values("src")
    assert all(value.startswith("#") for value in read.values("href"))
    assert {value[1:] for value in read.values("href")} <= set(read.values("id"))
    assert len(read.values("id")) == len(set(read.values("id")))


def test_its_one_script_is_its_own(read: Reader) -> None:
    """What a deployment said runs nowhere: one script, named by its digest in the page's policy."""
    digest = b64encode(sha256(SCRIPT.encode()).digest()).decode()
    assert (read.tags["script"], read.scripts) == (1, SCRIPT)
    assert f"script-src 'sha256-{digest}'" in next(each for each in read.values("content") if "default-src" in each)
    assert not [name for _, name, _ in read.attributes if name.startswith("on")]
    assert "<script>alert(1)</script>" in read.text
    assert "{{ 7*7 }}" in read.text


def test_it_tells_findings_matrix_power_and_coverage(read: Reader) -> None:
    """Each part is there: exchanges cut to a bound, statuses and parameters of the operation, counts, reasons."""
    for heading in ("Findings", "Deviations", "Operations and families", "The power of each promise", "not judged"):
        assert heading in read.text
    assert "bytes in all" in read.text
    assert "200 seen 2" in read.text
    assert "401 not seen" in read.text
    assert "query limit not sent" in read.text
    assert "3 pages" in read.text


def test_what_is_found_alike_is_told_once() -> None:
    """One promise broken in the same words at two operations is one entry, which holds both; another promise is not."""
    breach = Breach("The page has no end.", (exchange(),))
    labels = (("PG-01", AUTHORS), ("PG-01", "GET /v1/books"), ("PG-02", AUTHORS))
    verdicts = [
        conclude(replace(BASE, invariant=name, operation=label), Judgement(1, (breach,)), ("law",), Policy({}, {}))
        for name, label in labels
    ]
    reader = Reader()
    reader.feed(written(conclude_run("http://app.test", "Library", verdicts, (exchange(),), 7, False, True)))
    held = [value for value in reader.values("class") if value == "finding FAIL"]
    assert (len(held), "2 operations" in reader.text) == (2, True)
    assert sum(value.startswith("f-") for value in reader.values("id")) == 3


def dumped(page: Path, address: str, *flags: str) -> str:
    """What Chromium makes of the page."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    words = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={page.parent / 'profile'}"]
    done = subprocess.run(
        [*words, *flags, "--virtual-time-budget=2000", "--dump-dom", address],
        capture_output=True,
        text=True,
        check=True,
        timeout=90,
    )
    return done.stdout


@pytest.mark.slow
def test_a_link_of_the_matrix_opens_what_it_leads_to(page: Path) -> None:
    """In a real browser the page's script runs under its own policy, and what was said does not."""
    dom = dumped(page, f"{page.as_uri()}#o1-pages")
    assert '<details class="operation" id="o1" open="">' in dom
    assert dom.count("<script>") == 1


@pytest.mark.slow
@pytest.mark.parametrize(("width", "flags"), [(360, ()), (1200, ("--force-dark-mode",))])
def test_it_fits_a_phone(width: int, flags: tuple[str, ...], page: Path) -> None:
    """Everything open, the page is no wider than its window; only tables and texts scroll in themselves."""
    text = page.read_text(encoding="utf-8").replace("<details", "<details open")
    policy = text[text.index('<meta http-equiv="Content-Security-Policy"') :].partition("\n")[0]
    measure = "document.title = document.documentElement.scrollWidth <= innerWidth ? 'fits' : 'overflows'"
    copy = page.parent / "copy.html"
    copy.write_text(text.replace(policy, "").replace("</body>", f"<script>{measure}</script></body>"), encoding="utf-8")
    frame = page.parent / f"frame{width}.html"
    frame.write_text(copy.read_text(encoding="utf-8"), encoding="utf-8")
    assert "<title>fits</title>" in dumped(frame, frame.as_uri(), f"--window-size={width},800", *flags)
