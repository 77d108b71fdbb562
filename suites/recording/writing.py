"""Writes the exchanges of a run as HAR 1.2, each as it happens; the file is whole once it is closed.

An exchange holds no token, so none gets into the file. As whom it was asked stands in the entry's comment.
"""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import harfile

from suites.traffic import Exchange

CREATOR = "contractkit"
PROTOCOL = "HTTP/1.1"
BASE64 = "base64"
NO_TYPE = "application/octet-stream"


class Recorder:
    """One file.

    Args:
        path: the file.
        base: the target's address; it stands in the log's comment.
        tag: names the run.
        today: the moment; for tests.

    Raises:
        OSError: the file cannot be written.
    """

    def __init__(
        self, path: Path, base: str, tag: str, today: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._base, self._today = base, today
        self._file = path.open("w", encoding="utf-8")
        creator = harfile.Creator(CREATOR, version("contractkit"), comment=tag)
        self._har = harfile.HarFile(self._file, creator=creator, comment=base)

    def add(self, exchange: Exchange) -> None:
        """Writes an exchange."""
        milliseconds = round(exchange.elapsed * 1000, 3)
        self._har.add_entry(
            startedDateTime=self._today() - timedelta(seconds=exchange.elapsed),
            time=milliseconds,
            request=_request(exchange, self._base),
            response=_response(exchange),
            timings=harfile.Timings(send=0, wait=milliseconds, receive=0),
            comment=json.dumps(caller(exchange)),
        )

    def close(self) -> None:
        """Writes the end of the file; a second time does nothing."""
        if not self._har.closed:
            self._har.close()
            self._file.close()


def caller(exchange: Exchange) -> dict[str, object]:
    """As whom and for what an exchange was asked, as JSON values."""
    asked = exchange.asked
    return {
        "identity": asked.identity,
        "credentials": asked.credentials,
        "roles": list(asked.roles),
        "organization": asked.organization,
        "shows": asked.shows,
        "purpose": exchange.purpose,
    }


def _request(exchange: Exchange, base: str) -> harfile.Request:
    asked = exchange.asked
    posted = None
    if asked.body is not None:
        text, encoding = _text(asked.body)
        posted = harfile.PostData(asked.header("content-type") or NO_TYPE, text=text, comment=encoding)
    return harfile.Request(
        method=asked.method,
        url=base + asked.target,
        httpVersion=PROTOCOL,
        headers=_records(asked.headers),
        queryString=_records(asked.query),
        postData=posted,
        bodySize=len(asked.body or b""),
    )


def _response(exchange: Exchange) -> harfile.Response:
    text, encoding = _text(exchange.body)
    return harfile.Response(
        status=exchange.status or 0,
        statusText="",
        httpVersion=PROTOCOL,
        headers=_records(exchange.headers),
        content=harfile.Content(
            size=len(exchange.body), mimeType=exchange.header("content-type") or "", text=text, encoding=encoding
        ),
        redirectURL=exchange.header("location") or "",
        bodySize=len(exchange.body),
        comment=exchange.trouble,
    )


def _records(pairs: tuple[tuple[str, str], ...]) -> list[harfile.Record]:
    return [harfile.Record(name, value) for name, value in pairs]


def _text(body: bytes) -> tuple[str, str | None]:
    """A body as text; in base64 where it is none."""
    try:
        return body.decode("utf-8"), None
    except UnicodeDecodeError:
        return base64.b64encode(body).decode("ascii"), BASE64
