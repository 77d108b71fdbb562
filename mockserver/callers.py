"""Who calls: the identity that a request's token stands for, and the organisation it acts in.

It finds out and refuses nothing; `admission.py` decides what becomes of a caller.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from contracts import Identities, Identity
from mockserver.incoming import Incoming

_BEARER = re.compile(r"bearer +(?P<token>\S.*)", re.IGNORECASE)  # RFC 6750, section 2.1
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls.

    Args:
        identity: the identity; None for a caller that nobody knows.
        token_sent: whether a bearer token was sent, good or bad.
    """

    identity: Identity | None
    token_sent: bool

    @property
    def challenge(self) -> str:
        """What `WWW-Authenticate` says to it: no error where it sent no token (RFC 6750, section 3.1)."""
        return 'Bearer error="invalid_token"' if self.token_sent else "Bearer"


@dataclass(frozen=True, slots=True)
class Callers:
    """The identities by their tokens.

    Args:
        identities: who may call.
        acting_as: who every caller is taken for; None where its token decides.
    """

    identities: Identities
    acting_as: Identity | None = None
    _by_token: Mapping[str, Identity] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_token = {each.token: each for each in self.identities.identities.values()}
        object.__setattr__(self, "_by_token", by_token)

    def caller(self, incoming: Incoming) -> Caller:
        """Who sent a request."""
        sent = incoming.header("authorization")
        bearer = _BEARER.fullmatch(sent[0]) if len(sent) == 1 else None
        found = self._by_token.get(bearer["token"]) if bearer else None
        return Caller(self.acting_as or found, token_sent=bearer is not None or len(sent) > 1)


def names_organization(text: str, organization: str) -> bool:
    """Whether a text names an organisation; uuids do in any case (RFC 9562, section 4)."""
    if _UUID.fullmatch(organization):
        return text.lower() == organization.lower()
    return text == organization
