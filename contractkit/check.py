"""`contractkit check`: judge a deployment."""

from inspect import Parameter, Signature
from pathlib import Path
from typing import Annotated, Any

import typer

import suites
from contractkit.terminal import out

HELP = {option.name: option.help[0].upper() + option.help[1:] + "." for option in suites.OPTIONS}
# What stands for an option's value in the help.
KINDS = {Path: "FILE", int: "N", float: "N", str: "NAME"}
METAVARS = {"report": "DIR", "token-env": "VAR", "write": "ID", "operation": "ID", "only": "FAMILY"}
TARGET = Annotated[
    str, typer.Argument(metavar="TARGET", help="The deployment to judge, as http://HOST:PORT or https://HOST/BASE.")
]


def check(target: str, **values: Any) -> None:
    """Judge a deployment: where does it break the contract's promise?

    Reads only, unless told otherwise. Exit code: 0 no finding, 1 findings, 2 the run could not start,
    3 nothing could be judged because no secured operation answered 2xx, or no more because the target is in trouble,
    or, with --strict, not all within the budget and the time.

    Examples:

        contractkit check http://127.0.0.1:4010 --identities identities.json

        contractkit check https://staging.example --token-env API_TOKEN --report out

        contractkit check http://127.0.0.1:4010 --identities identities.json --allow-writes
    """
    raise SystemExit(suites.check(suites.Options.of(target, values), out))


def parameter(option: suites.Option) -> Parameter:
    """A row of the suites' table as typer takes it."""
    kind: Any = option.kind
    metavar = METAVARS.get(option.name) or KINDS.get(kind)
    told = typer.Option(f"--{option.name}", metavar=metavar, help=HELP[option.name])
    taken = kind if kind is bool else (list[kind] if option.many else kind) | None
    name, default = option.name.replace("-", "_"), False if kind is bool else None
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[taken, told])


# One table serves the command and pytest: a new option is a new row there.
check.__signature__ = Signature(  # type: ignore[attr-defined]  # what inspect reads of any callable (PEP 362)
    [Parameter("target", Parameter.POSITIONAL_OR_KEYWORD, annotation=TARGET), *map(parameter, suites.OPTIONS)]
)
