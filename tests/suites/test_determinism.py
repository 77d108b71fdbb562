"""Two runs of the judge against the same deployment tell the same, in whatever process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Judges a list of books whose cursor drops ties, and writes the findings into the directory that is named.
RUN = """
import sys
from dataclasses import replace
from pathlib import Path

from suites.report.findings import write_findings
from tests.suites.broken_lists import dropping_ties
from tests.suites.deployment import SOUND
from tests.suites.judging import examine, judge

result = judge(examine(replace(SOUND, split=dropping_ties(backward=False))), "GET /v1/shelves/{shelf_id}/books")
write_findings(result, Path(sys.argv[1]))
"""


def findings(directory: Path, seed: str) -> str:
    """What a run tells in a process whose hashes are seeded so."""
    environ = {**os.environ, "PYTHONHASHSEED": seed}
    subprocess.run([sys.executable, "-c", RUN, str(directory)], cwd=ROOT, env=environ, check=True, timeout=120)
    return (directory / "findings.json").read_text()


@pytest.mark.slow
def test_findings_are_the_same_in_every_process(tmp_path: Path) -> None:
    """A faulty list is told of in the same words, with the same rows and requests, whatever the seed of hashes."""
    first, second = findings(tmp_path / "one", "1"), findings(tmp_path / "two", "2")
    assert '"FW-10"' in first
    assert first == second
