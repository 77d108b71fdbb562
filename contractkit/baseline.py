"""`contractkit baseline`: keep the list of known findings."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

import suites
from contractkit.parameters import Report
from contractkit.terminal import say

app = typer.Typer(help="Keep the list of known findings, which do not fail a run.", no_args_is_help=True)


@app.command("update")
def update(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The baseline, YAML or JSON; made where it is missing.")],
    report: Report,
    owner: Annotated[str, typer.Option(metavar="NAME", help="Who answers for what is new.")] = "",
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why what is new may stay for now.")] = "",
) -> None:
    """Enter what a run found, keep what is written of what stays, and drop what no longer shows.

    Example: contractkit baseline update contract-baseline.yaml --report out/findings.json
    """
    for line in suites.update_baseline(file, report, datetime.now(UTC).date(), owner, reason):
        say(line)
