"""What a cursor must not hold where anybody can read it: credentials, statements, what the server runs on. Pure.

A heuristic, silent on all that is doubtful: a cursor stands in URLs, which logs and histories keep.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from suites.evidence.leaks import LEAKS, find
from suites.evidence.passages import judgement
from suites.evidence.study import study
from suites.invariants.cursor_forms import readable
from suites.invariants.cursor_tampering import given
from suites.traffic import Trace
from suites.verdicts import Breach, Judgement, Rules

# The name under which the probe tells which cursors hold a token of ours: no exchange shows one.
TELLING = "cursors_with_tokens"
SECRETS = ("a credential", "an environment variable")
MACHINERY = ("SQL", "a database")
PASSWORDS = re.compile(
    r"passw(?:or)?d|passphrase|(?:client|api|private)_?(?:secret|key)|access_?token|authorization", re.I
)
SHORTEST = 6  # characters of a secret that is worth the name


def holds_no_secret(trace: Trace) -> Judgement:
    """CU-06: a cursor that can be read holds no credential, and nothing of the machine behind it."""
    known, cursors = study(trace), given(trace)
    texts = {cursor: text for cursor in cursors if (text := readable(cursor)) is not None}
    breaches = []
    for cursor in cursors:
        found = "a token" if cursor in trace.facts.get(TELLING, ()) else _secret(texts.get(cursor, ""))
        rules: Rules = ("law",) if found else ("inferred",)
        what = found or _named(texts.get(cursor, ""), MACHINERY)
        if what:
            source = next(each for each in trace.exchanges if cursor in json.dumps(each.document, default=str))
            breaches.append(Breach(f"A cursor that anybody can decode holds {what}.", (source,), rules))
    return judgement(known, breaches[:1], len(cursors), cursors=len(cursors), readable=len(texts))


def _secret(text: str) -> str | None:
    found = _named(text, SECRETS)
    if found:
        return found
    try:
        document = json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None
    return next((f"a value named {name}" for name, value in _named_values(document) if _is_secret(name, value)), None)


def _named(text: str, detectors: tuple[str, ...]) -> str | None:
    leak = find(text, {name: LEAKS[name] for name in detectors})
    return leak.what if leak else None


def _named_values(document: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(document, Mapping):
        for name, value in document.items():
            yield str(name), value
            yield from _named_values(value)
    elif isinstance(document, list):
        for each in document:
            yield from _named_values(each)


def _is_secret(name: str, value: Any) -> bool:
    return bool(PASSWORDS.fullmatch(name)) and isinstance(value, str) and len(value) >= SHORTEST
