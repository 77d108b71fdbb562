"""Assembly only: contract, catalogue and settings become an ASGI application.

The contract's paths go to the engine, and so does every path that is nobody's; the mock's own pages and the control
API stand beside.
"""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocketClose

from contracts import Contract, match
from fixtures import Catalogue
from mockserver.clock import RealTime, real_time
from mockserver.control import ControlEndpoint, Exchange, control_contract, is_control, stands_aside
from mockserver.decoding import decode
from mockserver.encoding import encode
from mockserver.engine import Engine, make_engine
from mockserver.middleware import Cors, RequestLog, note
from mockserver.pages import MEDIA, consent, hosted, landing, media
from mockserver.rendering import render
from mockserver.settings import Settings

DOCUMENT: Final = "/openapi.json"
CONSENT: Final = "/__oauth/consent"
HOSTED: Final = "/__hosted/"
# What the mock itself says in headers that a page could not read unless they are told by name.
_OWN_HEADERS: Final = ("Allow", "Location", "Retry-After", "WWW-Authenticate")


def create_app(
    contract: Contract,
    catalogue: Catalogue,
    settings: Settings = Settings(),  # noqa: B008  # frozen
    real: RealTime = real_time,
) -> Starlette:
    """The mock as an ASGI application.

    Args:
        contract: what is promised.
        catalogue: the rows, and who may call.
        settings: the choices of this mock.
        real: what real time is.

    Raises:
        UnknownIdentity: where it is to act as somebody who is not in the catalogue.
        StoreError: where the database cannot be had or is another's, or a row cannot be kept.
    """
    engine = make_engine(contract, catalogue, settings, real)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        engine.tools.store.close()

    app = Starlette(
        routes=list(_pages(contract, catalogue, settings)),
        middleware=[*engine.parts.around, *_around(contract, catalogue, settings)],
        exception_handlers={405: partial(_refuse_method, engine)},
        lifespan=lifespan,
    )
    # Whatever is no page, a path that no route can spell among it, is the engine's to answer.
    app.router.redirect_slashes = False
    control = ControlEndpoint(engine, Exchange(contract, catalogue, settings.origin))
    endpoint = _Endpoint(engine, _vary(contract), settings.origin)
    app.router.default = endpoint if stands_aside(contract) else _Beside(control, endpoint)
    return app


def _around(contract: Contract, catalogue: Catalogue, settings: Settings) -> Iterator[Middleware]:
    """What stands around every answer, the outermost first."""
    yield Middleware(RequestLog, tokens=_tokens(catalogue, settings))
    yield Middleware(Cors, exposed=_exposed(contract), allowed=partial(_allowed, contract))


def _refuse_method(engine: Engine, request: Request, error: Exception) -> Response:
    """Another method than GET on one of the mock's own pages, refused as the contract refuses one."""
    refusal = engine.gate.refusals.named("method_unknown", headers={"Allow": "GET, HEAD"})
    return render(refusal, request.method, _vary(engine.gate.contract))


class _Endpoint:
    """The engine as an ASGI application."""

    def __init__(self, engine: Engine, vary: str, origin: str) -> None:
        self._engine, self._vary, self._origin = engine, vary, origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "websocket":
            await WebSocketClose()(scope, receive, send)
            return
        try:
            incoming = await decode(Request(scope, receive), self._origin)
        except ClientDisconnect:
            return
        outcome = self._engine.answer(incoming)
        note(scope, outcome)
        await self._engine.parts.render(outcome.answer, incoming.method, self._vary)(scope, receive, send)


class _Beside:
    """The control API beside the engine: each has its paths."""

    def __init__(self, control: ControlEndpoint, endpoint: _Endpoint) -> None:
        self._control, self._endpoint = control, endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        chosen = self._control if self._control.takes(scope) else self._endpoint
        await chosen(scope, receive, send)


def _pages(contract: Contract, catalogue: Catalogue, settings: Settings) -> Iterator[Route]:
    """The mock's own pages, save where the contract has the same path."""
    document = encode(_shown(contract.document))

    async def openapi(request: Request) -> Response:
        return Response(document, media_type="application/json")

    pages = {
        "/": landing(contract, catalogue, settings.origin),
        DOCUMENT: openapi,
        CONSENT: consent(settings),
        f"{HOSTED}{{name}}": hosted,
        f"{MEDIA}{{name:path}}": media,
    }
    for path, endpoint in pages.items():
        if match(contract, "GET", path).template is None:
            yield Route(path, endpoint, methods=["GET"])


def _shown(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The document as it is shown: what it says of other servers is not true of this one."""
    return {name: value for name, value in document.items() if name != "servers"}


def _tokens(catalogue: Catalogue, settings: Settings) -> list[str]:
    """What no line of the log tells."""
    own = [settings.admin_token] if settings.admin_token else []
    return [*own, *(each.token for each in catalogue.identities.identities.values())]


def _allowed(contract: Contract, path: str) -> tuple[str, ...]:
    """The methods that a raw path takes."""
    own = contract if stands_aside(contract) or not is_control(path) else control_contract()
    return match(own, "OPTIONS", path).allowed


def _vary(contract: Contract) -> str:
    organization = contract.semantics.access.organization
    return ", ".join(("Authorization", *((organization,) if organization else ())))


def _exposed(contract: Contract) -> tuple[str, ...]:
    """The response headers that a page may read: the mock's own, and those the contract promises."""
    promised = (
        header.name
        for operation in contract.operations
        for reply in operation.replies.values()
        for header in reply.headers
    )
    return tuple(dict.fromkeys((*_OWN_HEADERS, *promised)))
