"""Who asked, as far as a recording tells. Pure.

Our own recordings say it. Of another's a token names an identity we were given; a token that opened something is
somebody's; and where a browser left credentials out, an answer that takes some shows that there were some.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from contracts import EVERY_ROLE, Identities
from suites.sending.callers import Callers
from suites.sending.secrets import Secrets, variable
from suites.traffic import Asked, Exchange

SOMEBODY = "somebody"
UNSHOWN = "an identity that the recording does not show"


def told_caller(asked: Asked, told: Mapping[str, Any]) -> Asked:
    """A request with the caller that our own recording tells of."""
    credentials = told.get("credentials")
    return replace(
        asked,
        identity=_text(told.get("identity")),
        credentials=credentials if credentials in ("valid", "none", "foreign") else "none",
        roles=tuple(map(str, told.get("roles") or ())),
        organization=_text(told.get("organization")),
        shows=_text(told.get("shows")),
    )


class Witness:
    """Names the callers of a browser's recording.

    Args:
        identities: those that are known; a header that holds `${NAME_TOKEN}` names one too.
    """

    def __init__(self, identities: Identities) -> None:
        known = tuple(identities.identities.values())
        self._secrets = Secrets(known)
        masked = (replace(each, token=f"${{{variable(each.name)}}}") for each in known)
        self._callers = Callers((*known, *masked), self._secrets)

    def asked(self, method: str, target: str, headers: tuple[tuple[str, str], ...], body: bytes | None) -> Asked:
        """A request, its tokens hidden and its caller named where it is known."""
        return self._callers.asked(method, target, headers, body)


def named(exchanges: Iterable[Exchange]) -> Iterator[Exchange | None]:
    """Exchanges with somebody for a caller where there must have been one; None where nothing can be said.

    A token that nobody knows, and that opened nothing, may be somebody's who may not call: it is left out.
    """
    kept = tuple(exchanges)
    opened = dict.fromkeys(_token(each) for each in kept if _opened(each) and each.asked.credentials == "foreign")
    names = {token: f"{SOMEBODY} {number}" for number, token in enumerate(opened, 1)}
    for each in kept:
        credentials, token = each.asked.credentials, _token(each)
        if credentials == "foreign":
            yield _as(each, names[token]) if token in names else None
        elif credentials == "none" and _opened(each):
            yield _as(each, UNSHOWN)
        else:
            yield each


def _opened(exchange: Exchange) -> bool:
    operation = exchange.operation
    secured = operation is not None and operation.security == "required"
    return secured and 200 <= (exchange.status or 0) < 300


def _token(exchange: Exchange) -> str | None:
    return exchange.asked.header("authorization")


def _as(exchange: Exchange, name: str) -> Exchange:
    """An exchange asked by somebody, whose token nobody need see."""
    headers = tuple(
        (key, "Bearer ${TOKEN}" if key.lower() == "authorization" else value) for key, value in exchange.asked.headers
    )
    asked = replace(exchange.asked, identity=name, credentials="valid", roles=(EVERY_ROLE,), headers=headers)
    return replace(exchange, asked=asked)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
