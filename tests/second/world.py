"""The second contract, its rows and who may call: another API altogether, so that no code knows the first one."""

from pathlib import Path

from contracts import Contract, load_contract
from fixtures import Catalogue, load_catalogue

HERE = Path(__file__).parent
DOCUMENT, MEANING, ROWS = HERE / "openapi.yaml", HERE / "semantics.yaml", HERE / "fixtures"
CALLERS = ROWS / "identities.json"


def second_contract() -> Contract:
    """What the second API promises."""
    return load_contract(DOCUMENT, MEANING)


def second_catalogue() -> Catalogue:
    """What it holds, and who may call."""
    return load_catalogue(second_contract(), ROWS)
