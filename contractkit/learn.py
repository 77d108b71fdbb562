"""`contractkit learn`: write down a deployment's policy."""

from inspect import Parameter, Signature
from pathlib import Path
from typing import Annotated, Any

import typer

import suites
from contractkit.check import TARGET, parameter
from contractkit.terminal import out as terminal

# What of a judgement's options bounds the asking too.
TAKEN = (
    *(
        "identities",
        "token-env",
        "contract",
        "semantics",
        "policy",
        "allow-writes",
        "write",
        "max-creates",
        "tag",
        "ledger",
    ),
    *("max-requests", "rate", "max-time", "patience", "ca-bundle", "record"),
)
OUT = Annotated[Path, typer.Option("--out", metavar="FILE", help="The policy file to write.")]


def learn(target: str, out: Path = Path("policy.yaml"), **values: Any) -> None:
    """Ask a deployment how it answers what specifications leave open, and write a policy file to review.

    Exit code: 0 written, 2 the run could not start, 3 nothing could be learned.

    Example: contractkit learn https://staging.example --token-env API_TOKEN --out policy.yaml
    """
    raise SystemExit(suites.learn(suites.Options.of(target, values), out, terminal))


learn.__signature__ = Signature(  # type: ignore[attr-defined]  # what inspect reads of any callable (PEP 362)
    [
        Parameter("target", Parameter.POSITIONAL_OR_KEYWORD, annotation=TARGET),
        Parameter("out", Parameter.KEYWORD_ONLY, default=Path("policy.yaml"), annotation=OUT),
        *(parameter(option) for option in suites.OPTIONS if option.name in TAKEN),
    ]
)
