"""Which operation a path belongs to, and what else the path takes."""

from pathlib import Path
from typing import Any

import pytest

from contracts import Contract, match
from tests.contracts.toolshed import MINIMAL, changed, loaded


def routed(folder: Path, *labels: str, policy: Any = None) -> Contract:
    """A contract of these operations and nothing else."""
    paths: dict[str, dict[str, Any]] = {}
    for label in labels:
        method, path = label.split(" ")
        names = [segment[1:-1] for segment in path.split("/") if segment.startswith("{")]
        parameters = [{"name": name, "in": "path", "required": True, "schema": {}} for name in names]
        paths.setdefault(path, {})[method.lower()] = {"parameters": parameters, "responses": {}}
    update = {"x-policy": policy or {}}
    overlay = {
        "overlay": "1.0.0",
        "info": {"title": "P", "version": "1"},
        "actions": [{"target": "$", "update": update}],
    }
    return loaded(folder, changed(MINIMAL, "/paths", paths), overlay)


LABELS = (
    "GET /v1/tools/{tool}/parts",
    "GET /v1/tools/spare-parts",
    "GET /v1/tools/spare-parts/{code}",
    "POST /v1/tools/{tool}/parts",
    "GET /v1/{kind}/new/{id}",
    "GET /{version}/tools/old",
    "DELETE /v1/tools/{tool}",
    "GET /",
)


@pytest.mark.parametrize(
    ("method", "path", "label", "values"),
    [
        ("GET", "/v1/tools/7/parts", "GET /v1/tools/{tool}/parts", {"tool": "7"}),
        ("GET", "/v1/tools/spare-parts", "GET /v1/tools/spare-parts", {}),
        ("GET", "/v1/tools/spare-parts/parts", "GET /v1/tools/spare-parts/{code}", {"code": "parts"}),
        ("DELETE", "/v1/tools/7", "DELETE /v1/tools/{tool}", {"tool": "7"}),
        ("GET", "/v1/tools/new/7", "GET /v1/{kind}/new/{id}", {"kind": "tools", "id": "7"}),
        ("GET", "/v1/bins/new/7", "GET /v1/{kind}/new/{id}", {"kind": "bins", "id": "7"}),
        ("GET", "/v2/tools/old", "GET /{version}/tools/old", {"version": "v2"}),
        ("GET", "/v1/tools/a%2Fb/parts", "GET /v1/tools/{tool}/parts", {"tool": "a/b"}),
        ("GET", "/v1/tools/%C3%A9%20x/parts", "GET /v1/tools/{tool}/parts", {"tool": "é x"}),
        ("GET", "/v1/tools/%FF/parts", "GET /v1/tools/{tool}/parts", {"tool": "\ufffd"}),
        ("GET", "/v1/%74ools/7/parts", "GET /v1/tools/{tool}/parts", {"tool": "7"}),
        ("GET", "/", "GET /", {}),
        ("HEAD", "/v1/tools/7/parts", "GET /v1/tools/{tool}/parts", {"tool": "7"}),
    ],
)
def test_a_path_finds_its_operation(method: str, path: str, label: str, values: dict[str, str], tmp_path: Path) -> None:
    """A literal segment earlier in the path wins; parameters are one decoded segment each; HEAD is answered by GET."""
    found = match(routed(tmp_path, *LABELS), method, path)
    assert found.operation
    assert (found.operation.label, found.path_values) == (label, values)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/v1",
        "/v1/tools/",
        "/v1/tools/7/parts/",
        "/v1/tools//parts",
        "//v1/tools/7",
        "/V1/Tools/7/parts/x",
        "/v1/tools/x/y",
    ],
)
def test_another_path_is_no_path_of_ours(path: str, tmp_path: Path) -> None:
    """A trailing slash, an empty segment, another case or one segment more is another path, which takes nothing."""
    found = match(routed(tmp_path, *LABELS), "GET", path)
    assert (found.operation, found.allowed, found.template) == (None, (), None)


@pytest.mark.parametrize(
    ("method", "path", "policy", "allowed"),
    [
        ("PUT", "/v1/tools/7/parts", {}, ("GET", "HEAD", "OPTIONS", "POST")),
        ("GET", "/v1/tools/7", {}, ("DELETE", "OPTIONS")),
        ("HEAD", "/v1/tools/7", {}, ("DELETE", "OPTIONS")),
        ("DELETE", "/v1/tools/spare-parts", {}, ("GET", "HEAD", "OPTIONS")),
        ("get", "/v1/tools/7/parts", {}, ("GET", "HEAD", "OPTIONS", "POST")),
        ("HEAD", "/v1/tools/7/parts", {"head": 405}, ("GET", "OPTIONS", "POST")),
        ("OPTIONS", "/v1/tools/7/parts", {"options": 405}, ("GET", "HEAD", "POST")),
        ("OPTIONS", "/v1/tools/7/parts", {}, ("GET", "HEAD", "OPTIONS", "POST")),
    ],
)
def test_a_path_says_what_it_takes(
    method: str, path: str, policy: Any, allowed: tuple[str, ...], tmp_path: Path
) -> None:
    """A path that does not declare a method says which it takes: its own, HEAD beside GET, and OPTIONS."""
    found = match(routed(tmp_path, *LABELS, policy=policy), method, path)
    assert (found.operation, found.allowed) == (None, allowed)


def test_a_head_of_its_own_is_an_operation(tmp_path: Path) -> None:
    """A HEAD that the document declares is its own operation."""
    found = match(routed(tmp_path, "GET /a", "HEAD /a"), "HEAD", "/a")
    assert found.operation
    assert found.operation.label == "HEAD /a"
