"""Front door: the command `contractkit`. It parses, calls, prints and exits; it decides nothing."""

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import rich.console
import typer

import mockserver
import suites
from contracts import ContractKitError, describe, load_contract
from fixtures import Problem, load_catalogue, verify

app = typer.Typer(
    name="contractkit",
    help="A mock server that keeps an API's contract, and suites that judge whether a deployment does.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    add_completion=False,
)
contract_app = typer.Typer(
    help="Read a contract: what the kit understands of it, and what it refuses.", no_args_is_help=True
)
fixtures_app = typer.Typer(help="Check the rows that illustrate a contract.", no_args_is_help=True)
app.add_typer(contract_app, name="contract")
app.add_typer(fixtures_app, name="fixtures")

out = rich.console.Console()
HELP = {option.name: option.help[0].upper() + option.help[1:] + "." for option in suites.OPTIONS}
Document = Annotated[
    Path | None, typer.Option("--contract", metavar="FILE", help="Another OpenAPI 3.1 document than the bundled one.")
]
Overlay = Annotated[
    Path | None, typer.Option("--semantics", metavar="FILE", help="The overlay that says what the document means.")
]


def main() -> None:
    """Runs the command; what the kit refuses ends in one line on stderr and exit code 2."""
    try:
        app()
    except ContractKitError as error:
        _refuse(str(error))


def _refuse(message: str) -> NoReturn:
    print(f"contractkit: {message}", file=sys.stderr)
    raise SystemExit(2)


@contract_app.command("lint")
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
        out.print(f"ignored  {note}", highlight=False, markup=False, soft_wrap=True)
    understood = sum(1 for each in contract.operations if each.behaviour)
    name = f"{contract.title} {contract.version}"
    out.print(
        f"{contract.source}: {name}, {len(contract.operations)} operations, {understood} with a meaning.",
        highlight=False,
        markup=False,
        soft_wrap=True,
    )


@contract_app.command("show")
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
        out.print(line, highlight=False, markup=False, soft_wrap=True)


@fixtures_app.command("verify")
def fixtures_verify(
    directory: Annotated[
        Path | None,
        typer.Argument(metavar="[DIR]", help="A folder of <resource>.json files; the bundled one unless named."),
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
        print(f"contractkit: {problem}", file=sys.stderr)
    if problems:
        raise SystemExit(2)
    rows = sum(len(each) for each in catalogue.rows.values())
    out.print(
        f"{rows} rows of {len(catalogue.rows)} resources follow {read.title} {read.version}.",
        highlight=False,
        soft_wrap=True,
    )


@app.command()
def mock(
    contract: Document = None,
    semantics: Overlay = None,
    fixtures: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A folder of <resource>.json files and identities.json.")
    ] = None,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on; 0 for any free one.")] = 4010,
    acting_as: Annotated[
        str | None, typer.Option("--as", metavar="NAME", help="Any token, or none, acts as this identity.")
    ] = None,
    seed: Annotated[int, typer.Option(help="What generated values and signatures start from.")] = 0,
    store: Annotated[
        str, typer.Option(metavar="URL", help="Where state lives: sqlite:///FILE or postgresql+psycopg://...")
    ] = "sqlite://",
    live: Annotated[bool, typer.Option("--live", help="The clock moves with real time from where it stands.")] = False,
    workers: Annotated[int, typer.Option(min=1, help="How many processes answer; several need --store.")] = 1,
    log_level: Annotated[mockserver.LogLevel, typer.Option(help="What goes to stderr.")] = mockserver.LogLevel.info,
) -> None:
    """Serve a contract from its fixtures, with real rows, state, cursors, filters and errors.

    Examples:

        contractkit mock

        contractkit mock --as member --port 0
    """
    read = load_contract(contract, semantics)
    catalogue = load_catalogue(read, _fixtures_of(contract, fixtures))
    _refuse_rows(verify(read, catalogue, complete=False))
    mockserver.serve(read, catalogue, mockserver.Settings(host, port, acting_as, seed, log_level, store, live, workers))


@app.command()
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
    seed: Annotated[int, typer.Option(metavar="N", help=HELP["seed"])] = 0,
    only: Annotated[list[str] | None, typer.Option(metavar="FAMILY", help=HELP["only"])] = None,
    operation: Annotated[list[str] | None, typer.Option(metavar="ID", help=HELP["operation"])] = None,
    max_requests: Annotated[int | None, typer.Option(metavar="N", help=HELP["max-requests"])] = None,
    rate: Annotated[float | None, typer.Option(metavar="N", help=HELP["rate"])] = None,
    report: Annotated[Path | None, typer.Option(metavar="DIR", help=HELP["report"])] = None,
) -> None:
    """Judge a deployment: where does it break the contract's promise?

    Reads only, unless told otherwise. Exit code: 0 no finding, 1 findings, 2 the run could not start,
    3 nothing could be judged because no secured operation answered 2xx.

    Examples:

        contractkit check http://127.0.0.1:4010 --identities identities.json

        contractkit check https://staging.example --token-env API_TOKEN --report out
    """
    values = {name: value for name, value in locals().items() if name != "target"}
    raise SystemExit(suites.check(suites.Options.of(target, values), out))


def _refuse_rows(problems: tuple[Problem, ...]) -> None:
    """Ends the command at the first problem of the fixtures, if there is one."""
    if problems:
        more = f" ({len(problems) - 1} more: contractkit fixtures verify)" if len(problems) > 1 else ""
        _refuse(f"{problems[0]}{more}")


def _fixtures_of(contract: Path | None, fixtures: Path | None) -> Path | None:
    """The folder named, or the bundled one where the contract is the bundled one."""
    if contract is not None and fixtures is None:
        raise suites.OptionError(
            "--contract without --fixtures: the bundled rows illustrate the bundled contract. Name a folder of rows."
        )
    return fixtures


if __name__ == "__main__":
    main()
