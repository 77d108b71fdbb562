"""The command: its verbs, and what becomes of an error."""

import sys
from importlib import metadata
from typing import Annotated

import typer
from typer.exceptions import TyperException

from contractkit import baseline, check, contract, faults, fixtures, judge, learn, mock, prism, replay
from contractkit.interruption import INTERRUPTED, LINE, handed_over
from contractkit.terminal import log, refuse, say
from contracts import ContractKitError

app = typer.Typer(
    name="contractkit",
    help="A mock server that keeps an API's contract, and suites that judge whether a deployment does.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(prism.app, name="prism")
app.add_typer(contract.app, name="contract")
app.add_typer(fixtures.app, name="fixtures")
app.add_typer(baseline.app, name="baseline")
app.add_typer(faults.app, name="faults")
app.command("mock")(mock.mock)
app.command("check")(check.check)
app.command("judge")(judge.judge)
app.command("learn")(learn.learn)
app.command("replay")(replay.replay)


def main() -> None:
    """Runs the command; what the kit refuses ends in one line on stderr and exit code 2, Ctrl-C in one and 130."""
    try:
        handed_over()
        code = app(sys.argv[1:] or ["--help"], prog_name="contractkit", standalone_mode=False)
    except (ContractKitError, TyperException) as error:
        refuse(error.format_message() if isinstance(error, TyperException) else str(error))
    except (typer.Abort, KeyboardInterrupt):
        log(LINE)
        raise SystemExit(INTERRUPTED) from None
    raise SystemExit(code)


def _version(asked: bool) -> None:
    if asked:
        say(metadata.version("contractkit"))
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_version, help="Show the version and exit.")
    ] = False,
) -> None:
    """A mock server that keeps an API's contract, and suites that judge whether a deployment does."""
