"""All faults and variants by id, and a mock's parts with some of them in place."""

from collections.abc import Mapping, Sequence
from typing import Final

from contracts import Contract
from mockserver.faults import (
    authentication,
    backward,
    cursors,
    embed,
    envelope,
    filter,
    filter_fields,
    forward,
    headers,
    limits,
    projection,
    robustness,
    rows,
    schema,
    scoping,
    sort,
    state,
    status,
    tokens,
)
from mockserver.faults.errors import UnknownFault
from mockserver.faults.fault import Fault, Variant
from mockserver.faults.variants import VARIANTS as _VARIANTS
from mockserver.parts import Parts

_AREAS: Final = (
    *(status, envelope, schema, forward, limits, backward, cursors, filter, filter_fields, sort, projection, embed),
    *(authentication, tokens, scoping, headers, state, rows, robustness),
)
FAULTS: Final[Mapping[str, Fault]] = {each.id: each for area in _AREAS for each in area.FAULTS}
VARIANTS: Final[Mapping[str, Variant]] = {each.id: each for each in _VARIANTS}


def find(name: str) -> Fault | Variant:
    """The fault or variant of an id, in any case.

    Raises:
        UnknownFault: where there is none.
    """
    known = {each.casefold(): each for each in (*FAULTS, *VARIANTS)}
    found = known.get(name.casefold())
    if found is None:
        raise UnknownFault(name, tuple(known.values()))
    return FAULTS[found] if found in FAULTS else VARIANTS[found]


def assemble(names: Sequence[str], contract: Contract) -> Parts:
    """The parts of a mock that has these faults and variants, in this order; the sound ones where there are none.

    Raises:
        UnknownFault: for a name that nobody knows.
    """
    parts = Parts()
    for each in map(find, dict.fromkeys(names)):
        parts = each.apply(parts, contract)
    return parts
