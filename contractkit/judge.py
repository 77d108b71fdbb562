"""`contractkit judge`: judge recorded traffic."""

from pathlib import Path
from typing import Annotated

import typer

import suites
from contractkit.check import HELP
from contractkit.parameters import Document, Overlay
from contractkit.terminal import out


def judge(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Traffic as HAR: of --record, or a browser's export.")],
    base: Annotated[
        str | None, typer.Option(metavar="URL", help="The deployment's address, where the file holds several.")
    ] = None,
    identities: Annotated[Path | None, typer.Option(metavar="FILE", help=HELP["identities"])] = None,
    contract: Document = None,
    semantics: Overlay = None,
    policy: Annotated[Path | None, typer.Option(metavar="FILE", help=HELP["policy"])] = None,
    pinned: Annotated[bool, typer.Option("--pinned", help=HELP["pinned"])] = False,
    only: Annotated[list[str] | None, typer.Option(metavar="FAMILY", help=HELP["only"])] = None,
    operation: Annotated[list[str] | None, typer.Option(metavar="ID", help=HELP["operation"])] = None,
    report: Annotated[Path | None, typer.Option(metavar="DIR", help="A directory for findings.json.")] = None,
) -> None:
    """Judge recorded traffic by the promises of a live run; no request is sent.

    Exit code: as of `contractkit check`.

    Example: contractkit judge traffic.har --base https://staging.example
    """
    named, asked = tuple(only or ()), tuple(operation or ())
    reading = suites.Reading(file, base, identities, contract, semantics, policy, pinned, named, asked, report)
    raise SystemExit(suites.judge(reading, out))
