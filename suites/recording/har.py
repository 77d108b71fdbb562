"""A HAR file to its entries: plain values of what stands in it, checked by har.schema.json. It judges nothing."""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema_rs

from contracts import FileError, pointer
from suites.recording.writing import BASE64, CREATOR

Pairs = tuple[tuple[str, str], ...]
SCHEMA = jsonschema_rs.Draft202012Validator(
    json.loads(files("suites.recording").joinpath("har.schema.json").read_text(encoding="utf-8"))
)
FROM_CACHE = ("_fromCache", "_servedFromCache")  # Chrome's, Safari's


class RecordingError(FileError):
    """A recording that cannot be read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One request and its response, as a HAR tells them.

    Args:
        url: whole, as it stands.
        body: what was sent; None where nothing was.
        status: 0 where no response came.
        answer: the body of the response; None where the file does not hold it, or not all of it.
        cached: whether the response came from a browser's own cache.
        caller: as whom it was asked, where the recorder is ours.
    """

    method: str
    url: str
    headers: Pairs
    body: bytes | None
    status: int
    answer_headers: Pairs
    answer: bytes | None
    seconds: float
    trouble: str | None
    cached: bool
    caller: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Har:
    """A file.

    Args:
        base: the address that was recorded, where the recorder is ours; None where it is another's.
    """

    entries: tuple[Entry, ...]
    base: str | None


def read_har(path: Path) -> Har:
    """The entries of a HAR file, in order.

    Raises:
        RecordingError: the file cannot be read, or is no HAR.
    """
    document = read_json(path)
    problem = next(iter(SCHEMA.iter_errors(document)), None)
    if problem is not None:
        place = pointer(problem.instance_path)
        raise RecordingError(str(path), place, f"is no HAR 1.2: {_short(problem.message)}", "Export the traffic again")
    log = document["log"]
    ours = log.get("creator", {}).get("name") == CREATOR
    entries = tuple(_entry(each, ours) for each in log["entries"])
    return Har(entries, log.get("comment") if ours else None)


def read_json(path: Path) -> Any:
    """A file's JSON, whatever the end of its name says.

    Raises:
        RecordingError: it holds none.
    """
    try:
        return json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise RecordingError(
            str(path), None, f"cannot be read: {error.strerror}", "Name a file that is there"
        ) from None
    except (ValueError, RecursionError):
        raise RecordingError(str(path), None, "is no JSON", "Export the traffic as HAR") from None


def _short(text: str) -> str:
    return text if len(text) <= 100 else f"{text[:99]}…"


def _entry(told: Mapping[str, Any], ours: bool) -> Entry:
    request, response = told["request"], told["response"]
    return Entry(
        method=request["method"].upper(),
        url=request["url"].partition("#")[0],
        headers=tuple(_headers(request["headers"])),
        body=_sent(request.get("postData")),
        status=response["status"],
        answer_headers=tuple(_headers(response["headers"])),
        answer=_answer(request["method"], response),
        seconds=max(told.get("time") or 0.0, 0.0) / 1000,
        trouble=response.get("comment") or told.get("_error") or response.get("_error"),
        cached=any(told.get(name) for name in FROM_CACHE),
        caller=_caller(told.get("comment")) if ours else None,
    )


def _headers(records: list[Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """Those of HTTP/1.1: HTTP/2 has the request line among its headers (RFC 9113, section 8.3)."""
    return ((each["name"], each["value"]) for each in records if not each["name"].startswith(":"))


def _sent(posted: Mapping[str, Any] | None) -> bytes | None:
    if not posted or posted.get("text") is None:
        return None
    return _bytes(posted["text"], posted.get("comment"))


def _answer(method: str, response: Mapping[str, Any]) -> bytes | None:
    content = response.get("content", {})
    size, text = content.get("size"), content.get("text")
    if method.upper() == "HEAD" or response["status"] in (0, 204, 304) or (size == 0 and not text):
        return b""
    if text is None:
        return None
    body = _bytes(text, content.get("encoding"))
    # A browser cuts what is long, and says how long it was.
    return None if body is None or len(body) < (size or 0) else body


def _bytes(text: str, encoding: str | None) -> bytes | None:
    if encoding != BASE64:
        return text.encode("utf-8", "surrogatepass")
    try:
        return base64.b64decode(text)
    except binascii.Error:
        return None


def _caller(comment: str | None) -> Mapping[str, Any] | None:
    try:
        told = json.loads(comment or "")
    except ValueError:
        return None
    return told if isinstance(told, dict) else None
