"""The control API on the wire: who may ask, then what its document admits, then one operation.

Its own document is the gate, as the contract's is for all else; no body is read of who may not ask.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from contracts import Identities, match, pointer
from mockserver.admission import Admitted, admit
from mockserver.answers import Answer, Detail, Refusal, Reply
from mockserver.callers import Callers
from mockserver.case import Case, Gate
from mockserver.control.access import Caller, Objection, objection
from mockserver.control.document import control_contract, is_control
from mockserver.control.exchange import Exchange
from mockserver.control.operations import MAXIMUM_PROBLEMS, Controls, perform
from mockserver.decoding import MAXIMUM_BODY, decode
from mockserver.engine import Engine, Outcome
from mockserver.incoming import Incoming
from mockserver.middleware import note
from mockserver.refusals import Refusals, error_body
from mockserver.rendering import render

_LOG = logging.getLogger(__name__)
_VARY: Final = "Authorization, Host"  # the CORS middleware adds Origin
# A state is larger than what a client of the contract ever sends.
_BODIES: Final[Mapping[str, int]] = {"importState": 64 * 1024 * 1024}  # bytes


class ControlEndpoint:
    """The control API of one mock as an ASGI application.

    Args:
        engine: what answers for the mock.
        exchange: what a state is told and judged by.
    """

    def __init__(self, engine: Engine, exchange: Exchange) -> None:
        contract = control_contract()
        self._settings, self._contract = engine.tools.settings, contract
        refusals = Refusals(contract)
        self._controls = Controls(engine.tools, exchange, refusals)
        self._gate = Gate(contract, Callers(Identities()), engine.tools.cursors, refusals, lambda case: None)

    @staticmethod
    def takes(scope: Scope) -> bool:
        """Whether a request is for the control API."""
        return scope["type"] == "http" and is_control(_path(scope))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        against = objection(self._settings, _caller(scope))
        if against is not None:
            outcome = Outcome(self._objected(scope, against))
        else:
            try:
                incoming = await decode(Request(scope, receive), self._settings.origin, self._bound(scope))
            except ClientDisconnect:
                return
            # A large state takes a while: the mock answers meanwhile.
            outcome = await run_in_threadpool(self._outcome, incoming)
        note(scope, outcome)
        await render(_told(outcome.answer), scope["method"], _VARY)(scope, receive, send)

    def _bound(self, scope: Scope) -> int:
        """How large a body may be, in bytes."""
        operation = match(self._contract, scope["method"], _path(scope)).operation
        return _BODIES.get(operation.id, MAXIMUM_BODY) if operation else MAXIMUM_BODY

    def _outcome(self, incoming: Incoming) -> Outcome:
        case = Case(self._gate, incoming)
        try:
            admitted = admit(case)
            if not isinstance(admitted, Admitted):
                return Outcome(admitted, case.operation)
            return Outcome(perform(admitted.operation.id, self._controls, admitted.body), case.operation)
        except Exception:  # noqa: BLE001  # whatever it is, the client is told in the envelope, and the log the rest
            _LOG.exception("answering %s %s failed", ascii(incoming.method), ascii(incoming.path))
            return Outcome(self._controls.refused("internal"))

    def _objected(self, scope: Scope, against: Objection) -> Refusal:
        refusal = self._gate.refusals.coded(against.value, None)
        if against is not Objection.token:
            return refusal
        sent = "authorization" in Headers(scope=scope)
        # No error is told to who sent no token (RFC 6750, section 3.1).
        return replace(refusal, headers={"WWW-Authenticate": 'Bearer error="invalid_token"' if sent else "Bearer"})


def _caller(scope: Scope) -> Caller:
    headers = Headers(scope=scope)
    return Caller(*(headers.getlist(name) for name in ("host", "origin", "authorization")))


def _path(scope: Scope) -> str:
    """The path below where the application is mounted, percent-decoded."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))


def _told(answer: Answer) -> Reply:
    """An answer as this API shapes it: a refusal lists its problems by JSON pointers."""
    if isinstance(answer, Reply):
        return answer
    body = {**error_body(answer), "problems": [_problem(each) for each in answer.details[:MAXIMUM_PROBLEMS]]}
    return Reply(answer.status, body, answer.headers)


def _problem(detail: Detail) -> dict[str, Any]:
    part, *place = detail.loc
    return {"in": part, "pointer": _sendable(pointer(place)), "message": _sendable(detail.text)}


def _sendable(text: str) -> str:
    """A text that UTF-8 can hold: a client's lone surrogates come back as question marks."""
    return text.encode("utf-8", "replace").decode()
