"""`contractkit contract`: read a contract."""

from pathlib import Path
from typing import Annotated

import typer

from contractkit.parameters import Document, Overlay
from contractkit.terminal import say
from contracts import describe, load_contract

app = typer.Typer(help="Read a contract: what the kit understands of it, and what it refuses.", no_args_is_help=True)


@app.command("lint")
def contract_lint(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="An OpenAPI 3.1 document; the bundled one unless named.")
    ] = None,
    semantics: Overlay = None,
) -> None:
    """Read a contract and say what is ignored in it on purpose.

    Example: contractkit contract lint openapi.yaml --semantics semantics.yaml
    """
    contract = load_contract(file, semantics)
    for note in contract.notes:
        say(f"ignored  {note}")
    understood = sum(1 for each in contract.operations if each.behaviour)
    name = f"{contract.title} {contract.version}"
    say(f"{contract.source}: {name}, {len(contract.operations)} operations, {understood} with a meaning.")


@app.command("show")
def contract_show(
    operation: Annotated[
        str | None, typer.Option(metavar="ID", help="Only this one: 'GET /path' or its operationId.")
    ] = None,
    contract: Document = None,
    semantics: Overlay = None,
) -> None:
    """Tell what the kit understood of a contract: resources, lists, roles, grades and policy.

    Example: contractkit contract show --operation 'GET /path'
    """
    read = load_contract(contract, semantics)
    for line in describe(read, operation):
        say(line)
