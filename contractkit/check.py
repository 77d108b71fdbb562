"""`contractkit check`: judge a deployment."""

from pathlib import Path
from typing import Annotated

import typer

import suites
from contractkit.parameters import Document, Overlay
from contractkit.terminal import out

HELP = {option.name: option.help[0].upper() + option.help[1:] + "." for option in suites.OPTIONS}


def check(
    target: Annotated[
        str, typer.Argument(metavar="TARGET", help="The deployment to judge, as http://HOST:PORT or https://HOST/BASE.")
    ],
    identities: Annotated[Path | None, typer.Option(metavar="FILE", help=HELP["identities"])] = None,
    token_env: Annotated[str | None, typer.Option(metavar="VAR", help=HELP["token-env"])] = None,
    contract: Document = None,
    semantics: Overlay = None,
    policy: Annotated[Path | None, typer.Option(metavar="FILE", help=HELP["policy"])] = None,
    pinned: Annotated[bool, typer.Option("--pinned", help=HELP["pinned"])] = False,
    strict: Annotated[bool, typer.Option("--strict", help=HELP["strict"])] = False,
    allow_writes: Annotated[bool, typer.Option("--allow-writes", help=HELP["allow-writes"])] = False,
    write: Annotated[list[str] | None, typer.Option(metavar="ID", help=HELP["write"])] = None,
    max_creates: Annotated[int | None, typer.Option(metavar="N", help=HELP["max-creates"])] = None,
    tag: Annotated[str | None, typer.Option(metavar="NAME", help=HELP["tag"])] = None,
    ledger: Annotated[Path | None, typer.Option(metavar="FILE", help=HELP["ledger"])] = None,
    seed: Annotated[int, typer.Option(metavar="N", help=HELP["seed"])] = 0,
    only: Annotated[list[str] | None, typer.Option(metavar="FAMILY", help=HELP["only"])] = None,
    operation: Annotated[list[str] | None, typer.Option(metavar="ID", help=HELP["operation"])] = None,
    max_requests: Annotated[int | None, typer.Option(metavar="N", help=HELP["max-requests"])] = None,
    rate: Annotated[float | None, typer.Option(metavar="N", help=HELP["rate"])] = None,
    report: Annotated[Path | None, typer.Option(metavar="DIR", help=HELP["report"])] = None,
    baseline: Annotated[Path | None, typer.Option(metavar="FILE", help=HELP["baseline"])] = None,
) -> None:
    """Judge a deployment: where does it break the contract's promise?

    Reads only, unless told otherwise. Exit code: 0 no finding, 1 findings, 2 the run could not start,
    3 nothing could be judged because no secured operation answered 2xx.

    Examples:

        contractkit check http://127.0.0.1:4010 --identities identities.json

        contractkit check https://staging.example --token-env API_TOKEN --report out

        contractkit check http://127.0.0.1:4010 --identities identities.json --allow-writes
    """
    values = {name: value for name, value in locals().items() if name != "target"}
    raise SystemExit(suites.check(suites.Options.of(target, values), out))
