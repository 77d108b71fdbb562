"""Faults of authentication: doors that stand open, and refusals that say the wrong thing."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from starlette.responses import Response

from contracts import Contract
from mockserver.admission import Stage
from mockserver.answers import Answer, Refusal
from mockserver.case import Case
from mockserver.faults.fault import Apply, Where, own, retold
from mockserver.faults.subjects import FOR_A_ROLE, READS, SECURED, both, first, those
from mockserver.faults.twists import refusing, rendering, staging
from mockserver.incoming import Incoming
from mockserver.parts import Parts

SHARED: Final = those(
    lambda each: (
        each.security == "required"
        and each.role is None
        and each.reads
        and bool(each.behaviour and each.behaviour.resource and not each.behaviour.resource.scope)
    )
)
ORGANIZING: Final = those(lambda each: each.security == "required" and each.role is None and _is_told(each))


def _is_told(operation: Any) -> bool:
    return any(parameter.location == "header" for parameter in operation.parameters)


def _open(where: Where, when: Callable[[Case], bool] = lambda case: True) -> Apply:
    """Lets anybody in, as whoever they are, on some operations."""

    def apply(parts: Parts, contract: Contract) -> Parts:
        labels = {each.label for each in where(contract)}

        def check(stage: Stage, case: Case) -> Answer | None:
            meant = case.operation is not None and case.operation.label in labels and when(case)
            return None if meant and case.identity is None else stage(case)

        return staging("authentication", check)(parts, contract)

    return apply


def _unroled(where: Where) -> Apply:
    """Asks for no role on some operations."""

    def apply(parts: Parts, contract: Contract) -> Parts:
        labels = {each.label for each in where(contract)}

        def check(stage: Stage, case: Case) -> Answer | None:
            answer = stage(case)
            lenient = case.operation is not None and case.operation.label in labels and isinstance(answer, Refusal)
            missing = case.gate.refusals.named("role_missing", case.operation)
            return None if lenient and isinstance(answer, Refusal) and answer.code == missing.code else answer

        return staging("identity", check)(parts, contract)

    return apply


def _unshown(stage: Stage, case: Case) -> Answer | None:
    """Looks at roles, and not at what an identity shows."""
    answer, identity = stage(case), case.identity
    return None if isinstance(answer, Refusal) and identity and answer.code == identity.shows else answer


def _without(header: str) -> Any:
    return lambda case, refusal: replace(refusal, headers={k: v for k, v in refusal.headers.items() if k != header})


def _forbidden(case: Case, refusal: Refusal) -> Answer:
    """Who sends nothing is refused as if he were known."""
    return refusal if case.caller.token_sent else case.gate.refusals.named("role_missing", case.operation)


def _unknown(case: Case, refusal: Refusal) -> Answer:
    headers = {"WWW-Authenticate": case.caller.challenge}
    return case.gate.refusals.named("unauthenticated", case.operation, headers=headers)


def _bare(case: Case, refusal: Refusal) -> Answer:
    return replace(refusal, headers={**refusal.headers, "WWW-Authenticate": "Bearer"})


def _accusing(case: Case, refusal: Refusal) -> Answer:
    return replace(refusal, headers={**refusal.headers, "WWW-Authenticate": 'Bearer error="invalid_token"'})


class _Bypassed(Incoming):
    """A request that came by a way that nobody watches."""


def _doubled(parts: Parts, contract: Contract) -> Parts:
    """A path with a double slash is the same path, and comes in past the check of who asks."""

    def hear(incoming: Incoming) -> Incoming:
        incoming = parts.hear(incoming)
        if "//" not in incoming.path:
            return incoming
        return _Bypassed(
            method=incoming.method,
            path=re.sub("/+", "/", incoming.path),
            query=incoming.query,
            headers=incoming.headers,
            body=incoming.body,
            origin=incoming.origin,
            excess=incoming.excess,
        )

    watched = _open(SECURED, lambda case: isinstance(case.incoming, _Bypassed))
    return watched(replace(parts, hear=hear), contract)


def _public(response: Response, answer: Answer, method: str) -> Response:
    del response.headers["vary"]
    response.headers["cache-control"] = "public, max-age=300"
    return response


def _foreign(stage: Stage, case: Case) -> Answer | None:
    """A foreign organisation is overlooked: the caller's own is in effect."""
    return None if case.identity is not None and case.identity.organization is not None else stage(case)


FAULTS: Final = (
    *retold(
        "authentication",
        (
            "A01",
            "one operation lets anybody in",
            "A",
            "AU-01 schemathesis.ignored_auth",
            first(SHARED),
            _open(first(SHARED)),
        ),
        (
            "A03",
            "401 does not say how to authenticate",
            "B",
            "AU-02",
            SECURED,
            refusing("unauthenticated", _without("WWW-Authenticate")),
        ),
        ("A04", "no credentials are 403", "B", "AU-01", SECURED, refusing("unauthenticated", _forbidden)),
        ("A05", "a role too low is 401", "D", "AU-03", FOR_A_ROLE, refusing("role_missing", _unknown)),
        (
            "A10",
            "HEAD asks for no credentials",
            "C",
            "AU-12",
            SHARED,
            _open(SHARED, lambda case: case.incoming.method == "HEAD"),
        ),
        ("A11", "a double slash goes past authentication", "C", "AU-13", SHARED, _doubled),
    ),
    *own(
        "authentication",
        ("A53", "401 does not say that the token is bad", "B", "AU-02", SECURED, refusing("unauthenticated", _bare)),
        (
            "A54",
            "401 finds fault with a token that was not sent",
            "B",
            "AU-02",
            SECURED,
            refusing("unauthenticated", _accusing),
        ),
        (
            "A55",
            "one operation asks for no role",
            "D",
            "AU-03",
            first(both(FOR_A_ROLE, READS)),
            _unroled(first(both(FOR_A_ROLE, READS))),
        ),
        (
            "A56",
            "writes ask for no role",
            "D",
            "AU-03",
            both(FOR_A_ROLE, those(lambda each: not each.reads)),
            _unroled(those(lambda each: not each.reads)),
        ),
        ("A57", "an identity that is to be refused is let in", "D", "AU-03", SECURED, staging("identity", _unshown)),
        ("A58", "answers may be kept by any cache", "B", "AU-14", SECURED, rendering(_public)),
        (
            "A59",
            "a foreign organisation is overlooked",
            "D",
            "SC-01 AU-06 AU-03 ST-24",
            ORGANIZING,
            staging("organization", _foreign),
        ),
    ),
)
