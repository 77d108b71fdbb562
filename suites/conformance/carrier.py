"""The way from Schemathesis to the courier: a transport, a session and an adapter, and no other way out.

Schemathesis sends its own probes beside the session it is given, so its transport is replaced too. Its requests
go to a host that resolves nowhere (RFC 6761, section 6.4): what slipped past would reach nobody.
"""

from collections.abc import Iterable
from datetime import timedelta
from io import BytesIO
from typing import Any

import requests
import schemathesis
import urllib3
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from schemathesis.specs.openapi.schemas import OpenApiSchema
from schemathesis.transport.requests import REQUESTS_TRANSPORT, RequestsTransport

from suites.sending.courier import Courier
from suites.traffic import Exchange

Case = schemathesis.Case[Any]

HOST = "http://courier.invalid"
# Headers that clients add by themselves, and that say nothing of the contract.
INCIDENTAL = frozenset(
    ("accept", "accept-encoding", "connection", "content-length", "host", "user-agent", "x-schemathesis-testcaseid")
)
# Headers of the way a body travelled, which the courier has undone.
TRAVELLED = frozenset(("connection", "content-encoding", "content-length", "transfer-encoding"))


class Noise(Exception):
    """The network or an overloaded server spoke, which says nothing about the contract."""


class CourierAdapter(BaseAdapter):
    """Answers the requests of a session through the courier.

    Args:
        anew: as of `Courier.send`.
    """

    def __init__(self, courier: Courier, anew: bool) -> None:
        super().__init__()
        self._courier, self._anew = courier, anew
        # What the last request came to.
        self.heard: Exchange | None = None

    def send(  # type: ignore[override]  # how to send is the courier's to say
        self, request: requests.PreparedRequest, **_: Any
    ) -> requests.Response:
        """Sends one request.

        Raises:
            Noise: no answer came, or none that says anything.
            BudgetSpent, NotAllowed: the courier does not send it.
        """
        headers = [(name, _text(value)) for name, value in request.headers.items() if name.lower() not in INCIDENTAL]
        target = (request.url or "").removeprefix(HOST) or "/"
        self.heard = self._courier.send(request.method or "GET", target, headers, _body(request), self._anew)
        return answered(self.heard, request)

    def close(self) -> None:
        """Holds nothing."""


class CourierTransport(RequestsTransport):
    """Sends whatever Schemathesis sends through one session.

    Args:
        anew: as of `Courier.send`.
    """

    def __init__(self, courier: Courier, anew: bool = True) -> None:
        super().__init__()
        self._adapter = CourierAdapter(courier, anew)
        self._copy_serializers_from(REQUESTS_TRANSPORT)
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers = {}
        self.session.adapters.clear()
        self.session.mount(HOST, self._adapter)

    @property
    def heard(self) -> Exchange:
        """What the last request came to.

        Raises:
            LookupError: none was sent.
        """
        if self._adapter.heard is None:
            raise LookupError("nothing was sent")
        return self._adapter.heard

    def send(self, case: Case, *, session: requests.Session | None = None, **kwargs: Any) -> schemathesis.Response:
        """Sends a case, in whatever session it was meant to go."""
        return super().send(case, session=self.session, **kwargs)


class CourierSchema(OpenApiSchema):
    """A document whose requests go through the courier."""

    carrier: CourierTransport

    @property
    def transport(self) -> CourierTransport:
        """The only way out."""
        return self.carrier


def load(document: dict[str, Any], config: schemathesis.Config, carrier: CourierTransport) -> CourierSchema:
    """A document as Schemathesis reads it.

    Raises:
        SchemathesisError: it does not understand the document.
    """
    read = schemathesis.openapi.from_dict(document, config=config)
    schema = CourierSchema(read.raw_schema, config=read.config)
    schema.carrier = carrier
    return schema


def answered(exchange: Exchange, request: requests.PreparedRequest | None = None) -> requests.Response:
    """An exchange as the library that Schemathesis speaks sees it.

    Args:
        request: as it was sent; made from the exchange where it was not sent through the session.

    Raises:
        Noise: the exchange says nothing about the contract.
    """
    if exchange.noisy or exchange.status is None:
        raise Noise(exchange.trouble or f"status {exchange.status}")
    response = requests.Response()
    response.status_code = exchange.status
    response.request = request or _prepared(exchange)
    response.url = response.request.url or HOST
    response.elapsed = timedelta(seconds=exchange.elapsed)
    response.raw = urllib3.HTTPResponse(
        body=BytesIO(exchange.body),
        headers=urllib3.HTTPHeaderDict(_kept(exchange.headers)),
        status=exchange.status,
        version=11,
        preload_content=False,
    )
    response.headers = CaseInsensitiveDict(response.raw.headers)
    return response


def _kept(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers if name.lower() not in TRAVELLED]


def _prepared(exchange: Exchange) -> requests.PreparedRequest:
    request = requests.PreparedRequest()
    request.method = exchange.asked.method
    request.url = HOST + exchange.asked.target
    request.headers = CaseInsensitiveDict(exchange.asked.headers)
    request.body = exchange.asked.body
    request.prepare_cookies({})
    return request


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _body(request: requests.PreparedRequest) -> bytes | None:
    body = request.body
    return body.encode() if isinstance(body, str) else body if isinstance(body, bytes) else None
