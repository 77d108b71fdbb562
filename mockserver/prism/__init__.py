"""Prism, a foreign mock and proxy for OpenAPI: found, started, stopped, and heard as a witness beside the kit's own.

`Prism` is the process, `PrismProxy` the process as a judge of traffic that passes it by.
"""

from mockserver.prism.command import PrismCommand, find_prism
from mockserver.prism.errors import PrismError, PrismFailed, PrismMissing, UnusableUpstream
from mockserver.prism.foreground import serve_prism_mock, serve_prism_proxy
from mockserver.prism.gathering import Gathered, PrismFinding
from mockserver.prism.process import Prism
from mockserver.prism.proxy import PrismProxy
from mockserver.prism.violations import PrismViolation

__all__ = [
    "Gathered",
    "Prism",
    "PrismCommand",
    "PrismError",
    "PrismFailed",
    "PrismFinding",
    "PrismMissing",
    "PrismProxy",
    "PrismViolation",
    "UnusableUpstream",
    "find_prism",
    "serve_prism_mock",
    "serve_prism_proxy",
]
