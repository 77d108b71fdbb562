"""The page of another service that an answer leads a person to: here it says so, and asks for nothing.

It shows the name it was asked for and holds no state: what becomes of it is told by the contract's operations.
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from mockserver.pages.layout import page, text

_LONGEST: Final = 255  # characters of a name


async def hosted(request: Request) -> Response:
    """The page of a name."""
    name = request.path_params["name"]
    if len(name) > _LONGEST:
        return page("No such page", f"<h1>No such page</h1><p>A name has at most {_LONGEST} characters.</p>", 404)
    body = (
        "<h1>Another service's page</h1>"
        "<p>Here the real service would ask for what it needs. This is a mock: nothing is asked, nothing is sent "
        "anywhere, nothing is charged.</p>"
        f"<p>You were led here with <code>{text(name)}</code>. It moves on by the clock of the mock.</p>"
    )
    return page("Another service's page", body)
