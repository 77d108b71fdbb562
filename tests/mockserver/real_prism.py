"""The real Prism, for tests that run it: skipped with the reason where it is not installed. CI installs it."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx2
import pytest

from mockserver.prism import PrismCommand, PrismMissing, PrismViolation, find_prism
from mockserver.prism.violations import header_of, read_violations

ROOT = Path(__file__).resolve().parents[2]


def installed() -> PrismCommand:
    """The Prism that is installed; npx is not asked, since it would fetch one."""
    try:
        command = find_prism(os.environ, ROOT)
        reason = "Prism is not installed: make prism" if "--yes" in command.words else ""
    except PrismMissing as missing:
        reason = str(missing)
    if reason:
        pytest.skip(reason)
    return command


def described(schema: Mapping[str, Any] | bool, **parts: Any) -> Mapping[str, Any]:
    """A document with one path, `/a`, whose GET and POST answer 200 with JSON of a schema."""
    replies = {"200": {"description": "Fine.", "content": {"application/json": {"schema": schema}}}}
    body = {"content": {"application/json": {"schema": {"type": "object"}}}}
    path = {"get": {"responses": replies}, "post": {"requestBody": body, "responses": replies}}
    return {"openapi": "3.1.0", "info": {"title": "Small", "version": "1"}, "paths": {"/a": path}, **parts}


def violations(answer: httpx2.Response) -> tuple[PrismViolation, ...]:
    """What Prism says in the header of its answer."""
    header = header_of(answer.headers.raw)
    return read_violations(header, answer.request.method, answer.request.url.path, answer.status_code)
