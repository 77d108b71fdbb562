"""Bodies made fresh: what no two rows share is new each time a body is sent, and names the run. Pure.

A text keeps its length and its fault, so that an edge stays an edge. What is null or missing clashes with nothing.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from contracts import Contract, Operation, properties, validator
from suites.inputs.drafts import schema_of
from suites.traffic import Asked


def renewed(contract: Contract, operation: Operation, body: Any, run: str, tag: str) -> Any:
    """A body as it may be sent once more; what is no object stays as it is.

    Args:
        run: what every tag of the run starts with.
        tag: a text that this run has not sent before.
    """
    if not isinstance(body, Mapping):
        return body
    fresh = {name: retagged(value, run, tag) for name, value in body.items()}
    for name in _unmarked(operation, fresh, tag):
        fresh[name] = _marked(contract, operation, name, fresh[name], tag)
    return fresh


def renewed_request(contract: Contract, operation: Operation, asked: Asked, run: str, tag: str) -> Asked:
    """A request with its body made fresh; as it is where its body is no JSON object."""
    body = object_in(asked.body)
    if body is None:
        return asked
    return replace(asked, body=written(renewed(contract, operation, body, run, tag)))


def written(body: Mapping[str, Any]) -> bytes:
    """A JSON object as it is sent."""
    return json.dumps(body).encode()


def object_in(body: bytes | None) -> Mapping[str, Any] | None:
    """The JSON object that a body is; None where it is anything else."""
    try:
        value = json.loads(body.decode("utf-8")) if body else None
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, Mapping) else None


def retagged(value: Any, run: str, tag: str) -> Any:
    """A value in which every tag of the run is another one; a text that holds more than its tag keeps its length."""
    if isinstance(value, Mapping):
        return {name: retagged(each, run, tag) for name, each in value.items()}
    if isinstance(value, list):
        return [retagged(each, run, tag) for each in value]
    found = re.search(rf"{re.escape(run)}-\d+", value) if isinstance(value, str) else None
    if found is None:
        return value
    text = f"{value[: found.start()]}{tag}{value[found.end() :]}"
    return text[: max(len(value), found.start() + len(tag))]


def _unmarked(operation: Operation, body: Mapping[str, Any], tag: str) -> Iterator[str]:
    """A text of each group that no two rows share and in which nothing is fresh yet."""
    resource = operation.behaviour.resource if operation.behaviour else None
    for group in resource.unique if resource else ():
        sent = [name for name in group if name in body]
        texts = [name for name in sent if isinstance(body[name], str)]
        clashes = texts and all(body[name] is not None for name in sent)
        if clashes and not any(tag in body[name] for name in texts):
            yield texts[-1]


def _marked(contract: Contract, operation: Operation, name: str, text: str, tag: str) -> str:
    """A text that starts with the tag, if it is as good or as bad as it was."""
    schema = schema_of(operation)
    own = properties(contract, schema).get(name) if schema else None
    # Digits that followed would be taken for the tag's own.
    marked = f"{tag}-{text[len(tag) + 1 :]}" if len(text) > len(tag) else tag
    if own is None:
        return marked
    fits = validator(contract).fits
    return marked if fits(own, marked) == fits(own, text) else text
