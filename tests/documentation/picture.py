"""The picture docs/report.png: what report.html shows of the mock with a fault.

`python -m tests.documentation.picture` takes it anew; it needs Chromium.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.trial import IDENTITIES, serving
from tests.suites.browsing import CHROMIUM

PICTURE = Path(__file__).parents[2] / "docs" / "report.png"
FAULTS = ("A03", "F15")
SIZE = (1240, 1150)  # pixels


def main() -> None:
    """Judge, and take the picture.

    Raises:
        SystemExit: there is no browser, or no mock.
    """
    if CHROMIUM is None:
        sys.exit("Chromium is needed: install the package chromium, or Google Chrome.")
    with TemporaryDirectory() as folder, serving(FAULTS, Path(folder)) as url:
        if url is None:
            sys.exit("The mock did not start.")
        report = Path(folder) / "report"
        judge = (sys.executable, "-m", "contractkit", "check", url, "--identities", str(IDENTITIES), "--pinned")
        subprocess.run((*judge, "--report", str(report)), check=False, stdout=subprocess.DEVNULL)
        width, height = SIZE
        command = (CHROMIUM, "--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={width},{height}")
        taken = (*command, f"--screenshot={PICTURE}", (report / "report.html").as_uri())
        subprocess.run(taken, check=True, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
