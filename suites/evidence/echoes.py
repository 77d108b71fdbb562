"""What a response repeats of its own request. Pure.

A text that came from us tells nothing about the deployment, so it is taken out before a response is searched.
"""

import html
import json
from collections.abc import Iterator
from urllib.parse import unquote

from suites.traffic import Asked

SHORTEST = 3  # characters of a sent text that is worth taking out


def sent_texts(asked: Asked) -> tuple[str, ...]:
    """Every text that a request carries, the longest first: path segments, query, headers, body; decoded and raw."""
    path, _, query = asked.target.partition("?")
    texts = {asked.target, unquote(asked.target), path, unquote(path), query, unquote(query)}
    texts.update(unquote(segment) for segment in path.split("/"))
    for name, value in asked.query:
        texts.update((name, value))
    texts.update(value for _, value in asked.headers)
    if asked.body:
        texts.add(asked.body.decode("utf-8", "replace"))
        texts.update(_texts(asked.body))
    return tuple(sorted((text for text in texts if len(text) >= SHORTEST), key=lambda text: (-len(text), text)))


def _texts(body: bytes) -> Iterator[str]:
    """The texts and names of a JSON body, escapes undone; none of what is no JSON."""
    try:
        waiting = [json.loads(body)]
    except (ValueError, RecursionError):
        return
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            waiting += [*value, *value.values()]
        elif isinstance(value, list):
            waiting += value


def without_echo(text: str, asked: Asked) -> str:
    """A response's text without what its request carried, however it is escaped."""
    for sent in sent_texts(asked):
        for spelled in _spellings(sent):
            text = text.replace(spelled, " ")
    return text


def _spellings(sent: str) -> tuple[str, ...]:
    escaped = (json.dumps(sent)[1:-1], json.dumps(sent, ensure_ascii=False)[1:-1], repr(sent)[1:-1], html.escape(sent))
    return tuple(dict.fromkeys((sent, *escaped)))
