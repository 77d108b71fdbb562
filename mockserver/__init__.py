"""A server that answers from a contract and its fixtures, with rows, cursors, filters, refusals and identities.

`create_app` gives the ASGI application, `serve` runs it in the foreground, `MockServer` beside a test. `Prism` and its
kin run a foreign mock and proxy as a second witness.
"""

from mockserver.app import create_app
from mockserver.errors import CannotListen, MockServerError, NothingShared, PortTaken, UnknownIdentity, UnusableToken
from mockserver.faults import FAULTS, UNSHOWN, VARIANTS, Fault, UnknownFault, Unshown, Variant
from mockserver.faults import find as find_fault
from mockserver.prism import (
    Gathered,
    Prism,
    PrismCommand,
    PrismError,
    PrismFailed,
    PrismFinding,
    PrismMissing,
    PrismProxy,
    PrismViolation,
    UnusableUpstream,
    find_prism,
    serve_prism_mock,
    serve_prism_proxy,
)
from mockserver.serving import MockServer, serve
from mockserver.settings import LogLevel, Settings

__all__ = [
    "CannotListen",
    "FAULTS",
    "Fault",
    "Gathered",
    "LogLevel",
    "MockServer",
    "MockServerError",
    "NothingShared",
    "PortTaken",
    "Prism",
    "PrismCommand",
    "PrismError",
    "PrismFailed",
    "PrismFinding",
    "PrismMissing",
    "PrismProxy",
    "PrismViolation",
    "Settings",
    "UNSHOWN",
    "UnknownFault",
    "UnknownIdentity",
    "Unshown",
    "UnusableToken",
    "UnusableUpstream",
    "VARIANTS",
    "Variant",
    "create_app",
    "find_fault",
    "find_prism",
    "serve",
    "serve_prism_mock",
    "serve_prism_proxy",
]
