"""A small contract of a tool shed, as plain values, and what tests do with such: change a place, write, load."""

import copy
import json
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from contracts import Contract, ContractError, load_contract
from contracts.pointers import tokens


class _Change(Enum):
    """What a change can be, beside a value."""

    GONE = "gone"


GONE: Any = _Change.GONE

MINIMAL: Any = {"openapi": "3.1.0", "info": {"title": "Shed", "version": "1"}, "paths": {}}


def _answer(schema: str) -> dict[str, Any]:
    return {"description": "", "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}


def _asked(name: str, location: str = "query", **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": location, "required": location == "path", "schema": schema or {"type": "string"}}


DOCUMENT: Any = {
    **MINIMAL,
    "security": [{"card": []}],
    "paths": {
        "/tools": {
            "get": {
                "operationId": "listTools",
                "parameters": [
                    _asked("size", type="integer", maximum=9),
                    _asked("page"),
                    _asked("where"),
                    _asked("by"),
                ],
                "responses": {"200": _answer("Page"), "401": _answer("Fault")},
            },
        },
        "/tools/{id}": {
            "parameters": [_asked("id", "path", type="integer")],
            "get": {
                "parameters": [_asked("with"), _asked("only")],
                "responses": {"200": _answer("Tool"), "404": _answer("Fault")},
            },
        },
        "/racks/{rack}/tools": {
            "get": {
                "parameters": [
                    _asked("rack", "path"),
                    _asked("page"),
                    _asked("with"),
                    _asked("signed", type="boolean"),
                ],
                "responses": {"200": _answer("Page")},
            },
        },
        "/hello": {
            "get": {
                "security": [],
                "parameters": [_asked("who")],
                "responses": {"200": _answer("Hello"), "422": _answer("Fault")},
            },
        },
    },
    "components": {
        "securitySchemes": {"card": {"type": "http", "scheme": "bearer"}},
        "schemas": {
            "Tool": {
                "type": "object",
                "properties": {
                    "id": {"type": "integer"},
                    "name": {"type": "string", "maxLength": 20},
                    "notes": {"type": "string"},
                    "rack": {"type": "string", "maxLength": 9},
                    "on_rack": {"type": ["object", "null"]},
                    "photo": {"type": "string", "format": "uri"},
                },
            },
            "Rack": {"type": "object", "properties": {"code": {"type": "string"}, "tools": {"type": "array"}}},
            "Page": {
                "type": "object",
                "properties": {
                    "rows": {"type": "array", "items": {"$ref": "#/components/schemas/Tool"}},
                    "more": {"type": ["string", "null"]},
                },
            },
            "Hello": {"type": "object", "properties": {"text": {"type": "string"}}},
            "Fault": {"type": "object", "properties": {"name": {"type": "string"}, "text": {"type": "string"}}},
        },
    },
}

_CODES = {401: "card", 403: "staff", 404: "gone", 405: "method", 413: "big", 414: "long", 431: "wide"}
_CODES |= {400: "expression", 422: "request", 500: "broken", 503: "closed"}

OVERLAY: Any = {
    "overlay": "1.0.0",
    "info": {"title": "Meaning", "version": "1"},
    "actions": [
        {
            "target": "$",
            "update": {
                "x-access": {"token": "^[a-z]+$", "shown": {"staff": "secured"}},
                "x-errors": {
                    "envelope": {"schema": "#/components/schemas/Fault", "code": "/name", "message": "/text"},
                    "codes": {name: {"status": status, "message": "No."} for status, name in _CODES.items()},
                    "refusals": {
                        "unauthenticated": "card",
                        "role_missing": "staff",
                        "route_unknown": "gone",
                        "row_unknown": "gone",
                        "method_unknown": "method",
                        "payload_too_large": "big",
                        "uri_too_long": "long",
                        "headers_too_large": "wide",
                        "filter_invalid": "expression",
                        "sort_invalid": "expression",
                        "fields_invalid": "expression",
                        "embed_invalid": "expression",
                        "cursor_invalid": "expression",
                        "request_invalid": "request",
                        "unavailable": "closed",
                        "internal": "broken",
                    },
                },
                "x-listing": {
                    "items": "rows",
                    "next": "more",
                    "limit": "size",
                    "cursor": "page",
                    "filter": "where",
                    "order": "by",
                    "embed": "with",
                },
                "x-resources": {
                    "tools": {
                        "schema": "#/components/schemas/Tool",
                        "key": "id",
                        "private": {"owner": {"type": "string"}, "shared": {"type": "boolean"}},
                        "scope": "owner",
                        "visibility": {"property": "shared", "equals": True},
                        "unique": [["rack", "name"]],
                        "relations": {
                            "on_rack": {"many": False, "resource": "racks", "local": "rack", "foreign": "code"},
                        },
                    },
                    "racks": {
                        "schema": "#/components/schemas/Rack",
                        "key": "code",
                        "relations": {
                            "tools": {
                                "many": True,
                                "resource": "tools",
                                "local": "code",
                                "foreign": "rack",
                                "order": "name",
                                "inline": True,
                            },
                        },
                    },
                },
                "x-policy": {"default_limit": {"value": 5, "grade": "attested"}, "null_order": "always_last"},
            },
        },
        {
            "target": "$.paths['/tools'].get",
            "update": {"x-role": "staff", "x-behaviour": {"kind": "list", "resource": "tools", "order": "name:desc"}},
        },
        {
            "target": "$.paths['/tools/{id}'].get",
            "update": {"x-behaviour": {"kind": "read", "resource": "tools", "by": "id", "embed": ["on_rack"]}},
        },
        {
            "target": "$.paths['/racks/{rack}/tools'].get",
            "update": {
                "x-behaviour": {
                    "kind": "list",
                    "resource": "tools",
                    "within": [{"parameter": "rack", "property": "rack", "parent": "racks"}],
                    "order": "id",
                    "embed": ["on_rack"],
                    "signing": {
                        "parameter": "signed",
                        "properties": ["photo"],
                        "lifetime": 60,
                        "names": {"date": "d", "expires": "e", "signature": "s"},
                    },
                },
            },
        },
        {
            "target": "$.paths['/hello'].get",
            "update": {
                "x-envelopes": {"422": {"errors": "/faults"}},
                "x-behaviour": {"kind": "template", "template": {"text": "{query.who} at {origin}"}},
            },
        },
    ],
}


def changed(value: Any, where: str, new: Any) -> Any:
    """A copy of a JSON value in which another value, or nothing, stands at a pointer."""
    result = copy.deepcopy(value)
    *path, last = tokens(where)
    node = result
    for token in path:
        node = node[int(token)] if isinstance(node, list) else node.setdefault(token, {})
    key: Any = int(last) if isinstance(node, list) else last
    if new is GONE:
        del node[key]
    elif isinstance(node, list) and key == len(node):
        node.append(copy.deepcopy(new))
    else:
        node[key] = copy.deepcopy(new)
    return result


def loaded(folder: Path, document: Any = None, overlay: Any = None) -> Contract:
    """The contract of a document and an overlay, by way of the files `api.json` and `meaning.json`."""
    api, meaning = folder / "api.json", folder / "meaning.json"
    api.write_text(json.dumps(DOCUMENT if document is None else document), encoding="utf-8")
    if overlay is None:
        return load_contract(api)
    meaning.write_text(json.dumps(overlay), encoding="utf-8")
    return load_contract(api, meaning)


def refused(folder: Path, document: Any = None, overlay: Any = None) -> str:
    """The line that a document and an overlay are refused with, the folder left out."""
    with pytest.raises(ContractError) as caught:
        loaded(folder, document, overlay)
    line = str(caught.value).replace(f"{folder}/", "")
    assert "\n" not in line
    return line
