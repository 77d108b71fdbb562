"""The page where a person would sign in elsewhere: it leads back with a code and the state, or without leave.

Only addresses of the web become links (RFC 6749, section 4.1.2): nobody is sent to a script or a program.
"""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import Response

from mockserver.pages.layout import page, text
from mockserver.settings import Settings

_CODE = 32  # characters


def consent(settings: Settings) -> Callable[[Request], Awaitable[Response]]:
    """The page of a mock: the same request leads back with the same code."""

    async def answer(request: Request) -> Response:
        target, state = request.query_params.get("redirect_uri", ""), request.query_params.get("state", "")
        if not _is_web(target):
            shown = f"<code>{text(target)}</code> is none." if target else "None was sent."
            body = f"<h1>No way back</h1><p><code>redirect_uri</code> is an http or https address. {shown}</p>"
            return page("No way back", body, 400)
        told = {"state": state} if state else {}
        sealed = hmac.new(settings.secret("code"), f"{state} {target}".encode("utf-8", "replace"), "sha256")
        agree = _leading(target, {"code": sealed.hexdigest()[:_CODE], **told})
        refuse = _leading(target, {"error": "access_denied", **told})
        return page("Sign in", _body(target, agree, refuse))

    return answer


def _body(target: str, agree: str, refuse: str) -> str:
    return (
        "<h1>Sign in</h1>"
        "<p>Here the real service would ask who you are. This is a mock: nobody is asked, nothing is sent anywhere.</p>"
        f"<p>Both ways lead back to <code>{text(target)}</code>.</p><p></p>"
        f'<p><a class="button" href="{text(agree)}">Continue</a>'
        f'<a class="button" href="{text(refuse)}">Refuse</a></p>'
    )


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and address.isprintable()


def _leading(address: str, told: Mapping[str, str]) -> str:
    """An address with more in its query; what it holds already stays."""
    parts = urlsplit(address)
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *told.items()])
    return urlunsplit(parts._replace(query=query))
