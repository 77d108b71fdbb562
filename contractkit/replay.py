"""`contractkit replay`: judge one finding again."""

from pathlib import Path
from typing import Annotated

import typer

import suites
from contractkit.check import HELP
from contractkit.parameters import Document, Overlay, Report
from contractkit.terminal import say


def replay(
    finding: Annotated[str, typer.Argument(metavar="FINDING", help="Its fingerprint, or how that begins.")],
    report: Report,
    target: Annotated[
        str | None, typer.Argument(metavar="[TARGET]", help="The deployment; the report's unless named.")
    ] = None,
    identities: Annotated[Path | None, typer.Option(metavar="FILE", help=HELP["identities"])] = None,
    token_env: Annotated[str | None, typer.Option(metavar="VAR", help=HELP["token-env"])] = None,
    contract: Document = None,
    semantics: Overlay = None,
    ca_bundle: Annotated[Path | None, typer.Option(metavar="FILE", help=HELP["ca-bundle"])] = None,
    allow_writes: Annotated[bool, typer.Option("--allow-writes", help=HELP["allow-writes"])] = False,
    write: Annotated[list[str] | None, typer.Option(metavar="ID", help=HELP["write"])] = None,
) -> None:
    """Judge one finding of a report again, with the seed and the options of its run.

    Who calls, and that it may write, is given again. Exit code: 0 no longer broken, 1 still broken, 2 it could not
    start, 3 nothing can be said.

    Example: contractkit replay 44512a4153da --report out/findings.json --identities identities.json
    """
    values = {name: value for name, value in locals().items() if name not in ("finding", "report", "target")}
    told = suites.replay(finding, report, target, values)
    for line in told.lines:
        say(line)
    raise SystemExit(told.exit)
