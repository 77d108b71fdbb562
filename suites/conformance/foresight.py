"""What a case comes to on the wire, before it is sent: the oracle is asked whether it may make a row."""

from schemathesis.config import SanitizationConfig
from schemathesis.transport.prepare import prepare_request

from contracts import Contract, Identity
from suites.conformance.carrier import HOST, INCIDENTAL, Case
from suites.expectations import Expectation, expect
from suites.traffic import Asked, Credentials, Exchange

OPEN = SanitizationConfig(enabled=False)


def foresee(case: Case, headers: dict[str, str], identity: Identity | None) -> Asked:
    """A case as it would be sent, the caller's token left out.

    Args:
        headers: those that show who asks.
        identity: who asks with them.
    """
    prepared = prepare_request(case, headers, config=OPEN)
    sent = prepared.headers.get("Authorization")
    ours = identity if sent is not None and sent == headers.get("Authorization") else None
    credentials: Credentials = "valid" if ours else "none" if sent is None else "foreign"
    body = prepared.body
    return Asked(
        method=prepared.method or case.method,
        target=(prepared.url or "").removeprefix(HOST) or "/",
        headers=tuple(
            (name, "" if ours and name.lower() == "authorization" else str(value))
            for name, value in sorted(prepared.headers.items())
            if name.lower() not in INCIDENTAL
        ),
        body=body.encode() if isinstance(body, str) else body,
        identity=ours.name if ours else None,
        credentials=credentials,
        roles=ours.roles if ours else (),
        organization=ours.organization if ours else None,
    )


def foretold(contract: Contract, asked: Asked) -> Expectation:
    """What a request is by the contract, unsent."""
    return expect(contract, Exchange(0, asked, None, {}, None))
