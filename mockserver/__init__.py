"""A server that answers from a contract and its fixtures, with rows, cursors, filters, refusals and identities.

`create_app` gives the ASGI application, `serve` runs it in the foreground, `MockServer` beside a test.
"""

from mockserver.app import create_app
from mockserver.errors import CannotListen, MockServerError, NothingShared, PortTaken, UnknownIdentity
from mockserver.serving import MockServer, serve
from mockserver.settings import LogLevel, Settings

__all__ = [
    "CannotListen",
    "LogLevel",
    "MockServer",
    "MockServerError",
    "NothingShared",
    "PortTaken",
    "Settings",
    "UnknownIdentity",
    "create_app",
    "serve",
]
