"""`contractkit fixtures`: check rows."""

from pathlib import Path
from typing import Annotated

import typer

from contractkit.parameters import Document, Overlay
from contractkit.terminal import log, say
from contracts import load_contract
from fixtures import load_catalogue, verify

app = typer.Typer(help="Check the rows that illustrate a contract.", no_args_is_help=True)


@app.command("verify")
def verify_rows(
    directory: Annotated[
        Path | None,
        typer.Argument(metavar="[DIR]", help="A folder of RESOURCE.json files; the bundled one unless named."),
    ] = None,
    contract: Document = None,
    semantics: Overlay = None,
) -> None:
    """Check every row of a folder against the contract.

    Example: contractkit fixtures verify my/fixtures
    """
    read = load_contract(contract, semantics)
    catalogue = load_catalogue(read, directory)
    problems = verify(read, catalogue)
    for problem in problems:
        log(f"contractkit: {problem}")
    if problems:
        raise SystemExit(2)
    rows = sum(len(each) for each in catalogue.rows.values())
    say(f"{rows} rows of {len(catalogue.rows)} resources follow {read.title} {read.version}.")
