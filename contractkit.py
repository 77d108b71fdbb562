"""Front door: the command `contractkit`. It parses, calls, prints and exits; it decides nothing."""

import json
import os
import sys
from importlib import metadata
from pathlib import Path
from typing import Annotated, NoReturn

import rich.console
import typer
from typer.exceptions import TyperException

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
prism_app = typer.Typer(
    help="Run Prism, a foreign mock and proxy, beside the kit (docs/prism.md).", no_args_is_help=True
)
app.add_typer(prism_app, name="prism")
app.add_typer(contract_app, name="contract")
app.add_typer(fixtures_app, name="fixtures")

INTERRUPTED = 130  # what a shell says of a command that Ctrl-C ended

out = rich.console.Console()
HELP = {option.name: option.help[0].upper() + option.help[1:] + "." for option in suites.OPTIONS}
Document = Annotated[
    Path | None, typer.Option("--contract", metavar="FILE", help="Another OpenAPI 3.1 document than the bundled one.")
]
Overlay = Annotated[
    Path | None, typer.Option("--semantics", metavar="FILE", help="The overlay that says what the document means.")
]

Host = Annotated[str, typer.Option(help="The address to listen on.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on; 0 for any free one.")]


def main() -> None:
    """Runs the command; what the kit refuses ends in one line on stderr and exit code 2."""
    try:
        code = app(sys.argv[1:] or ["--help"], prog_name="contractkit", standalone_mode=False)
    except (ContractKitError, TyperException) as error:
        _refuse(error.format_message() if isinstance(error, TyperException) else str(error))
    except typer.Abort:
        raise SystemExit(INTERRUPTED) from None
    raise SystemExit(code)


def _refuse(message: str) -> NoReturn:
    """Ends the command with a line on stderr; without a message, a help page has been shown in its place."""
    if message:
        print(f"contractkit: {' '.join(message.split())}", file=sys.stderr)
    raise SystemExit(2)


def _say(line: str) -> None:
    """Prints a line as it is: neither wrapped nor coloured."""
    out.print(line, highlight=False, markup=False, soft_wrap=True)


def _version(asked: bool) -> None:
    if asked:
        _say(metadata.version("contractkit"))
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_version, help="Show the version and exit.")
    ] = False,
) -> None:
    """A mock server that keeps an API's contract, and suites that judge whether a deployment does."""


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
        _say(f"ignored  {note}")
    understood = sum(1 for each in contract.operations if each.behaviour)
    name = f"{contract.title} {contract.version}"
    _say(f"{contract.source}: {name}, {len(contract.operations)} operations, {understood} with a meaning.")


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
        _say(line)


@fixtures_app.command("verify")
def fixtures_verify(
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
        print(f"contractkit: {problem}", file=sys.stderr)
    if problems:
        raise SystemExit(2)
    rows = sum(len(each) for each in catalogue.rows.values())
    _say(f"{rows} rows of {len(catalogue.rows)} resources follow {read.title} {read.version}.")


@app.command()
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


@prism_app.command("mock")
def prism_mock(
    contract: Document = None,
    semantics: Overlay = None,
    host: Host = "127.0.0.1",
    port: Port = 4010,
    flags: Annotated[list[str] | None, typer.Argument(metavar="[-- FLAG...]", help="Prism's own flags.")] = None,
) -> None:
    """Run Prism's mock of a contract: static examples, no state.

    Example: contractkit prism mock --port 0 -- --dynamic
    """
    command = mockserver.find_prism(os.environ, Path.cwd())
    read = load_contract(contract, semantics)
    mockserver.serve_prism_mock(read, command, host=host, port=port, flags=flags or (), ready=_listening, told=_log)


@prism_app.command("proxy")
def prism_proxy(
    upstream: Annotated[
        str, typer.Argument(metavar="UPSTREAM", help="The deployment behind it, http://HOST:PORT/BASE.")
    ],
    contract: Document = None,
    semantics: Overlay = None,
    host: Host = "127.0.0.1",
    port: Port = 4010,
    validate_request: Annotated[bool, typer.Option(help="Whether requests are judged too.")] = True,
    report: Annotated[Path | None, typer.Option(metavar="FILE", help="Where the findings go, as JSON.")] = None,
) -> None:
    """Stand between a frontend and a deployment, and tell what Prism finds in the traffic.

    Exit code: 0 no violation of severity Error, 1 some, 2 it could not start.

    Example: contractkit prism proxy http://127.0.0.1:4010 --port 4011 --report prism.json
    """
    command = mockserver.find_prism(os.environ, Path.cwd())
    gathered = mockserver.serve_prism_proxy(
        load_contract(contract, semantics),
        upstream,
        command,
        host=host,
        port=port,
        validate_request=validate_request,
        ready=_listening,
        told=_log,
    )
    if report:
        report.write_text(json.dumps(gathered.as_json(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    grave = len(gathered.grave)
    _say(f"{gathered.judged} exchanges judged, {len(gathered.findings)} findings, {grave} of severity Error")
    raise SystemExit(1 if grave else 0)


def _listening(address: str) -> None:
    """Says where Prism listens, on stdout and at once."""
    print(address, flush=True)


def _log(line: str) -> None:
    """Says a line of a log, on stderr."""
    print(line, file=sys.stderr)


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
