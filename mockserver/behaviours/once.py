"""What makes two writes the same one: the header's value, who asks, where, and with which JSON.

It reads a request and keeps nothing. Keys are digests: a client's own may be as long as a header.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson

from contracts import Creation
from mockserver.admission import Admitted
from mockserver.store import decimal_key


@dataclass(frozen=True, slots=True)
class Asked:
    """A write that is to happen once.

    Args:
        key: what tells it from other writes.
        digest: what tells its body from other bodies.
    """

    key: str
    digest: str


def asked(admitted: Admitted, creation: Creation) -> Asked | None:
    """What a request asks to happen once; None where it does not ask."""
    sent = admitted.incoming.header(creation.idempotency) if creation.idempotency else ()
    value = ", ".join(sent)
    if not value:
        return None
    who = admitted.identity.name if admitted.identity else None
    return Asked(
        _digest([who, admitted.operation.label, admitted.incoming.path, value]), _digest(canonical(admitted.body))
    )


def canonical(value: Any) -> Any:
    """A JSON value that equals another one's just where the two are equal as JSON: 1 is 1.0, and members have no order.

    Numbers become texts behind a sign that no other text has in front, for a text has one of its own.
    """
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | Decimal):
        return f"n{decimal_key(Decimal(value))}"
    if isinstance(value, str):
        return f"s{value}"
    if isinstance(value, Mapping):
        return {name: canonical(inner) for name, inner in value.items()}
    return [canonical(inner) for inner in value]


def _digest(value: Any) -> str:
    return hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()
