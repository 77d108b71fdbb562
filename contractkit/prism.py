"""`contractkit prism`: run Prism beside the kit."""

import json
import os
from pathlib import Path
from typing import Annotated

import typer

import mockserver
from contractkit.parameters import Document, Host, Overlay, Port
from contractkit.terminal import log, say
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
        report.write_text(json.dumps(gathered.as_json(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    say(gathered.summary)
    raise SystemExit(1 if gathered.grave else 0)


def _listening(address: str) -> None:
    """Says where Prism listens, on stdout and at once."""
    print(address, flush=True)
