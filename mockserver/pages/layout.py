"""A page of HTML around a body. Texts of others come in escaped: `text` escapes them."""

from html import escape
from importlib.resources import files
from string import Template
from typing import Final

from starlette.responses import HTMLResponse

_PAGE: Final = Template(files(__package__).joinpath("page.html").read_text(encoding="utf-8"))
# A page loads nothing but its own style, runs no script, and stands in no frame.
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"


def page(title: str, body: str, status: int = 200) -> HTMLResponse:
    """A page.

    Args:
        title: plain text.
        body: HTML.
        status: the HTTP status.
    """
    html = _PAGE.substitute(title=text(title), body=body)
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": _POLICY,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return HTMLResponse(html, status, headers)


def text(value: object) -> str:
    """A text as HTML, safe inside an element and inside a quoted attribute."""
    return escape(str(value), quote=True)
