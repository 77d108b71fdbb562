"""A request as it may be shown: who asks is told by name, and tokens stand as variables. Pure."""

from collections.abc import Iterable

from contracts import Identity
from suites.sending.secrets import Secrets
from suites.traffic import Asked, Credentials


class Callers:
    """Those who may call.

    Args:
        identities: with their tokens.
        secrets: hides these.
    """

    def __init__(self, identities: Iterable[Identity], secrets: Secrets) -> None:
        self._secrets = secrets
        self._by_token = {identity.token: identity for identity in identities}

    def asked(self, method: str, target: str, headers: tuple[tuple[str, str], ...], body: bytes | None) -> Asked:
        """A request, its secrets hidden and its caller named."""
        secrets = self._secrets
        shown = tuple(
            (name, secrets.mask(value) if name.lower() == "authorization" else secrets.mask_target(value))
            for name, value in headers
        )
        sent = next((value for name, value in headers if name.lower() == "authorization"), None)
        scheme, _, token = (sent or "").partition(" ")
        caller = self._by_token.get(token.strip()) if scheme.lower() == "bearer" else None
        credentials: Credentials = "valid" if caller else "foreign" if sent is not None else "none"
        return Asked(
            method=method,
            target=secrets.mask_target(target),
            headers=shown,
            body=body,
            identity=caller.name if caller else None,
            credentials=credentials,
            roles=caller.roles if caller else (),
            organization=caller.organization if caller else None,
            shows=caller.shows if caller else None,
        )
