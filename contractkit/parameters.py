"""Options that several verbs take."""

from pathlib import Path
from typing import Annotated

import typer

Document = Annotated[
    Path | None, typer.Option("--contract", metavar="FILE", help="Another OpenAPI 3.1 document than the bundled one.")
]
Overlay = Annotated[
    Path | None, typer.Option("--semantics", metavar="FILE", help="The overlay that says what the document means.")
]
Report = Annotated[Path, typer.Option("--report", metavar="FILE", help="The findings.json of a run with --report DIR.")]
Host = Annotated[str, typer.Option(help="The address to listen on.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on; 0 for any free one.")]
