"""Faults of authentication: doors that stand open, and refusals that say the wrong thing."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from starlette.responses import Response

from contracts import Contract
from mockserver.admission import Stage
from mockserver.answers import Answer, Refusal
from mockserver.callers import Caller, Callers
from mockserver.case import Case
from mockserver.faults.fault import Apply, Where, own, retold
from mockserver.faults.subjects import FOR_A_ROLE, READS, SECURED, both, first, those
from mockserver.faults.twists import gating, refusing, rendering, staging
from mockserver.incoming import Incoming
from mockserver.parts import Parts

_LEAST: Final = 8  # characters of a token that a broken comparison looks at
_BASIC = re.compile(r"\w+ +(?P<token>\S.*)")
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


@dataclass(frozen=True, slots=True)
class _Prefixed(Callers):
    """Compares tokens by as much of them as was sent."""

    def caller(self, incoming: Incoming) -> Caller:
        """Who sent a request."""
        found = Callers.caller(self, incoming)
        text = _token(incoming)
        near = [each for each in self.identities.identities.values() if each.token.startswith(text)]
        return Caller(near[0], token_sent=True) if found.identity is None and len(text) >= _LEAST and near else found


@dataclass(frozen=True, slots=True)
class _AnyScheme(Callers):
    """Takes a token for what it is, whatever the scheme before it."""

    def caller(self, incoming: Incoming) -> Caller:
        """Who sent a request."""
        return _known(self, _token(incoming), Callers.caller(self, incoming))


@dataclass(frozen=True, slots=True)
class _InQuery(Callers):
    """Takes a token from the query, too."""

    def caller(self, incoming: Incoming) -> Caller:
        """Who sent a request."""
        found = Callers.caller(self, incoming)
        for name in ("access_token", "token"):
            found = _known(self, next(iter(incoming.texts(name)), None) or "", found)
        return found


def _token(incoming: Incoming) -> str:
    sent = incoming.header("authorization")
    told = _BASIC.fullmatch(sent[0]) if len(sent) == 1 else None
    return told["token"] if told else ""


def _known(callers: Callers, token: str, found: Caller) -> Caller:
    own_ = {each.token: each for each in callers.identities.identities.values()}
    return Caller(own_[token], token_sent=True) if found.identity is None and token in own_ else found


def _calling(kind: type[Callers]) -> Apply:
    return gating(lambda gate: replace(gate, callers=kind(gate.callers.identities, gate.callers.acting_as)))


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
        ("A13", "the beginning of a token is enough", "C", "AU-01", SECURED, _calling(_Prefixed)),
    ),
    *own(
        "authentication",
        ("A51", "a token of any scheme is taken", "C", "AU-01", SECURED, _calling(_AnyScheme)),
        ("A52", "a token in the query is taken", "C", "AU-10", SECURED, _calling(_InQuery)),
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
            "AU-06 AU-03 ST-24",
            ORGANIZING,
            staging("organization", _foreign),
        ),
    ),
)
