"""Nothing that the command writes or says holds a token, whatever it was told to write."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from suites.sending.secrets import shortened
from tests.suites.commanding import LIBRARY, TOKENS, check, kit, run
from tests.suites.deployment import serve
from tests.suites.faults_authentication import cached, finishing, mute
from tests.suites.library import FOLDER
from tests.suites.loopback import listening
from tests.suites.serving import Answer, Call

pytestmark = pytest.mark.slow


@pytest.fixture
def faulty() -> Iterator[str]:
    """The address of a library whose 401 tells nothing, and may be kept by all."""

    def changed(call: Call, answer: Answer) -> Answer:
        return cached(call, mute(call, answer))

    with listening(serve(finishing(changed))) as url:
        yield url


def test_no_file_log_or_curl_line_holds_a_token(faulty: str, tmp_path: Path) -> None:
    """With every option on, nothing a run writes holds a token, nor most of one; its recording says as little."""
    options = ("--report", "out", "--record", "run.har", "--allow-writes", "--pinned", "--strict", "--seed", "3")
    bounds = ("--max-creates", "3", "--max-pages", "9", "--max-time", "300", "--patience", "1", "--tag", "secret")
    families = ("pages", "authentication", "envelope", "status", "writes")
    chosen = [word for family in families for word in ("--only", family)]
    operations = ("--operation", "GET /v1/authors", "--operation", "POST /v1/admin/authors")
    ran = check(faulty, tmp_path, *options, *bounds, *chosen, *operations)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    library = [word for name, file in LIBRARY[:2] for word in (f"--{name}", str(FOLDER / file))]
    judged = run(kit("judge", "run.har", *library, "--report", "judged"), tmp_path)
    learning = [word for name, file in LIBRARY for word in (f"--{name}", str(FOLDER / file))]
    learned = run(kit("learn", faulty, *learning), tmp_path)
    assert (judged.returncode, learned.returncode) == (1, 0), judged.stdout + judged.stderr + learned.stderr
    written = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.rglob("*") if path.is_file()}
    assert {"run.har", "findings.json", "junit.xml", "contractkit-ledger.jsonl", "policy.yaml"} <= set(written)
    for number, each in enumerate((ran, judged, learned)):
        written[f"output {number}"] = each.stdout + each.stderr
    parts = {part for token in TOKENS for part in (token, shortened(token)) if len(part) >= 8}
    assert {name for name, text in written.items() for part in parts if part in text} == set()
    assert "${MEMBER_TOKEN}" in written["run.har"]
