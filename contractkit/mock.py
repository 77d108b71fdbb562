"""`contractkit mock`: serve a contract from rows."""

from pathlib import Path
from typing import Annotated

import typer

import mockserver
from contractkit.parameters import Document, Host, Overlay, Port
from contractkit.terminal import refuse
from contracts import load_contract
from fixtures import Problem, load_catalogue, verify
from suites import OptionError


def mock(
    contract: Document = None,
    semantics: Overlay = None,
    fixtures: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A folder of RESOURCE.json files and identities.json.")
    ] = None,
    host: Host = "127.0.0.1",
    port: Port = 4010,
    acting_as: Annotated[
        str | None, typer.Option("--as", metavar="NAME", help="Any token, or none, acts as this identity.")
    ] = None,
    seed: Annotated[int, typer.Option(help="What generated values and signatures start from.")] = 0,
    store: Annotated[
        str, typer.Option(metavar="URL", help="Where state lives: sqlite:///FILE or postgresql+psycopg://...")
    ] = "sqlite://",
    live: Annotated[bool, typer.Option("--live", help="The clock moves with real time from where it stands.")] = False,
    workers: Annotated[int, typer.Option(min=1, help="How many processes answer; several need --store.")] = 1,
    admin_token: Annotated[
        str | None,
        typer.Option(metavar="TOKEN", help="What the control API asks for; better set CONTRACTKIT_ADMIN_TOKEN."),
    ] = None,
    fault: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="A way to break the contract on purpose, repeatable: contractkit faults list."),
    ] = None,
    log_level: Annotated[mockserver.LogLevel, typer.Option(help="What goes to stderr.")] = mockserver.LogLevel.info,
) -> None:
    """Serve a contract from its fixtures, with real rows, state, cursors, filters and errors.

    Example: contractkit mock --as member --port 0
    """
    read = load_contract(contract, semantics)
    catalogue = load_catalogue(read, _fixtures_of(contract, fixtures))
    _refuse_rows(verify(read, catalogue, complete=False))
    faults = tuple(mockserver.find_fault(each).id for each in fault or ())
    settings = mockserver.Settings(host, port, acting_as, seed, log_level, store, live, workers, admin_token, faults)
    mockserver.serve(read, catalogue, settings)


def _refuse_rows(problems: tuple[Problem, ...]) -> None:
    """Ends the command at the first problem of the fixtures, if there is one."""
    if problems:
        more = f" ({len(problems) - 1} more: contractkit fixtures verify)" if len(problems) > 1 else ""
        refuse(f"{problems[0]}{more}")


def _fixtures_of(contract: Path | None, fixtures: Path | None) -> Path | None:
    """The folder named, or the bundled one where the contract is the bundled one."""
    if contract is not None and fixtures is None:
        raise OptionError(
            "--contract without --fixtures: the bundled rows illustrate the bundled contract. Name a folder of rows."
        )
    return fixtures
