"""`contractkit faults`: the ways in which the mock breaks its contract on purpose, or keeps it and looks different."""

from collections.abc import Iterator
from typing import Annotated

import typer

import mockserver
from contractkit.parameters import Document, Overlay
from contractkit.terminal import refuse, say
from contracts import Contract, load_contract
from mockserver import FAULTS, UNSHOWN, VARIANTS, Fault, Variant

app = typer.Typer(
    help="Ways to break the contract on purpose, for `contractkit mock --fault ID`.", no_args_is_help=True
)

CLASSES = {
    "A": "a check of one answer shows it",
    "B": "the sense of one answer shows it",
    "C": "several answers held together show it",
    "D": "it takes writes, time or two identities",
}


@app.command("list")
def list_faults(
    area: Annotated[str | None, typer.Option(metavar="AREA", help="The faults of this area only.")] = None,
) -> None:
    """List the faults by area, then the variants that keep the contract.

    Example: contractkit faults list --area forward
    """
    areas = tuple(dict.fromkeys(each.area for each in FAULTS.values()))
    if area is not None and area not in areas:
        refuse(f"--area: {area!r} is none of {', '.join(areas)}.")
    for name in areas if area is None else (area,):
        say(name)
        for each in FAULTS.values():
            if each.area == name:
                say(f"  {each.id:<6}{each.title}")
    if area is None:
        say("variants, which keep the contract")
        for variant in VARIANTS.values():
            say(f"  {variant.id:<15}{variant.title}")


@app.command("show")
def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="A fault or variant.")],
    contract: Document = None,
    semantics: Overlay = None,
) -> None:
    """Tell what is known of a fault or variant.

    Example: contractkit faults show P03
    """
    reason = next((each for each in UNSHOWN if each.id == name.upper() and len(each.id) > 1), None)
    if reason:
        refuse(f"{reason.id} ({reason.title}) is not shown by this mock: {reason.reason}.")
    found = mockserver.find_fault(name)
    told = _fault(found, load_contract(contract, semantics)) if isinstance(found, Fault) else _variant(found)
    for label, text in told:
        say(f"{label:<11}{text}")


def _fault(fault: Fault, contract: Contract) -> Iterator[tuple[str, str]]:
    yield fault.id, fault.title
    yield "area", fault.area
    yield "class", f"{fault.kind}: {CLASSES[fault.kind]}"
    yield "source", fault.source
    yield "expected", ", ".join(fault.expected)
    operations = [each.label for each in fault.where(contract)]
    yield "shows on", f"{len(operations)} of {len(contract.operations)} operations"
    yield from (("", label) for label in operations)
    yield "try", f"contractkit mock --fault {fault.id}"


def _variant(variant: Variant) -> Iterator[tuple[str, str]]:
    yield variant.id, variant.title
    yield "expected", "no finding"
    if variant.policy:
        yield "declares", ", ".join(f"{key}: {value}" for key, value in variant.policy.items())
    yield "try", f"contractkit mock --fault {variant.id}"
