"""`contractkit prism`: run Prism beside the kit."""

import json
import os
from pathlib import Path
from typing import Annotated

import typer

import mockserver
from contractkit.parameters import Document, Host, Overlay, Port
from contractkit.terminal import log, refuse, say
from contracts import load_contract

app = typer.Typer(help="Run Prism, a foreign mock and proxy, beside the kit (docs/prism.md).", no_args_is_help=True)


@app.command("mock")
def mock(
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
    mockserver.serve_prism_mock(read, command, host=host, port=port, flags=flags or (), ready=_listening, told=log)


@app.command("proxy")
def proxy(
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
    if report:
        _write(report, "")
    gathered = mockserver.serve_prism_proxy(
        load_contract(contract, semantics),
        upstream,
        command,
        host=host,
        port=port,
        validate_request=validate_request,
        ready=_listening,
        told=log,
    )
    if report:
        _write(report, json.dumps(gathered.as_json(), indent=1, ensure_ascii=False) + "\n")
    say(gathered.summary)
    raise SystemExit(1 if gathered.grave else 0)


def _write(report: Path, text: str) -> None:
    """Writes the report, its folder made where it is missing; what cannot be written is told before the work begins."""
    try:
        report.parent.mkdir(parents=True, exist_ok=True)
        report.write_text(text, encoding="utf-8")
    except OSError as error:
        refuse(f"--report: {report}: {error.strerror}. Name a file that can be written.")


def _listening(address: str) -> None:
    """Says where Prism listens, on stdout and at once."""
    print(address, flush=True)
