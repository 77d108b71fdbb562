"""Asks one operation for its headers: in gzip and as it is, as a page of another origin, as nobody.

Three requests of a read, one more where gzip brought another body or the contract declares an ETag; one of a write.
Who asks as nobody shares the refusal that the run has.
"""

import time
from collections.abc import Mapping
from typing import Any

from suites.inquiry import Inquiry
from suites.invariants.headers_coding import AS_IT_IS, GZIP, differ, tags_declared
from suites.probes.asker import Asker, asker

ORIGIN = ("Origin", "https://page.example")
JSON = ("Content-Type", "application/json")
UNAUTHORIZED = 401


def ask(inquiry: Inquiry) -> Mapping[str, Any]:
    """Asks one operation, and tells when, by our clock."""
    asked, since, began = asker(inquiry), len(inquiry.courier.exchanges) + 1, time.time()
    if inquiry.operation.method == "GET":
        _coded(asked)
    _preflight(asked)
    _nobody(asked)
    return {"since": since, "began": began, "ended": time.time()}


def _coded(asked: Asker) -> None:
    zipped, plain = _taking(asked, GZIP), _taking(asked, AS_IT_IS)
    if differ(zipped, plain):
        _taking(asked, GZIP)
    tag = plain.header("etag")
    if tag and not tags_declared(asked.operation, asked.contract):
        asked.ask(headers=(("Accept-Encoding", AS_IT_IS), ("If-None-Match", tag)))


def _taking(asked: Asker, coding: str) -> Any:
    return asked.ask(headers=(("Accept-Encoding", coding), ORIGIN))


def _preflight(asked: Asker) -> None:
    """What a browser asks before a page may."""
    names = "authorization" if asked.operation.body is None else "authorization, content-type"
    wish = (("Access-Control-Request-Method", asked.operation.method), ("Access-Control-Request-Headers", names))
    asked.send("OPTIONS", asked.target, (ORIGIN, *wish), known=False)


def _nobody(asked: Asker) -> None:
    """A refusal whose headers are promised; of a write with a body that is nobody's row."""
    reply = asked.operation.reply(UNAUTHORIZED)
    if asked.operation.security != "required" or reply is None or not reply.headers:
        return
    if asked.operation.reads or asked.operation.body is None:
        asked.ask(known=False, anew=False)
    else:
        asked.ask(known=False, headers=(JSON,), body=b"{}", anew=False)
