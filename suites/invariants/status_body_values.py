"""The family `status`, values of a body: good ones at their bounds that are refused, and what is told of them.

Pure: from a trace alone. A value is held against bodies of the operation that were taken.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from contracts import Schema, grade_of, properties, resolve
from suites.evidence.envelopes import read_error
from suites.expectations import foretell, refused_with
from suites.inputs.drafts import encode, schema_of
from suites.invariants.status_baselines import plain, sent_body, succeeded
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Rules

SHOWN = 40  # characters of a value that a message shows
BOUNDS = ("minimum", "maximum", "maxLength")
UNREAD = ("size", "route", "payload", "media_type", "syntax", "parameters")


def shown(exchange: Exchange, place: tuple[str, ...]) -> str:
    """The value at a place of a request's body, as a message shows it."""
    value: Any = sent_body(exchange)
    for step in place[1:]:
        value = _below(value, step)
    text = encode(value).decode("utf-8")
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def _below(value: Any, step: str) -> Any:
    if isinstance(value, list):
        return value[int(step)]
    return value.get(step) if isinstance(value, Mapping) else None


def taken(trace: Trace, exchange: Exchange) -> bool:
    """Whether a good body with a value at a bound was taken."""
    if not succeeded(exchange) or not _is_good(trace, exchange):
        return False
    named = _schemas(trace)
    return any(_at_bound(trace, named[name], value) for name, value in sent_body(exchange).items() if name in named)


def untaken_body(trace: Trace, exchange: Exchange) -> Breach | None:
    """A good body that is refused for a value at a bound; None where it is not, or another value may be the reason."""
    keys = ("malformed_status", "validation_status")
    if not any(exchange.status in refused_with(trace.contract, trace.operation, key) for key in keys):
        return None
    if not _is_good(trace, exchange):
        return None
    name = next(_blamed(trace, exchange), None)
    if name is None:
        return None
    message = f"{name} as {shown(exchange, ('body', name))} is answered {exchange.status}; its schema takes it."
    rules = _grade(trace, _schemas(trace)[name], sent_body(exchange)[name])
    return Breach(message, (exchange,), rules, about=("body", name))


def _is_good(trace: Trace, exchange: Exchange) -> bool:
    expectation = foretell(trace, exchange)
    read = not any(doubt.stage in UNREAD for doubt in expectation.doubts)
    return not expectation.faults and read and bool(sent_body(exchange))


def _blamed(trace: Trace, exchange: Exchange) -> Iterator[str]:
    """The values at a bound that no body had which was taken, and that the answer names if it names any."""
    others = [sent_body(each) for each in trace.own if succeeded(each) and sent_body(each)]
    error, named = read_error(trace.contract, exchange), _schemas(trace)
    told = [detail.loc for detail in (error.details if error else None) or ()]
    for name, value in sent_body(exchange).items():
        new = others and not any(name in each and plain(each[name]) == plain(value) for each in others)
        meant = not told or any(loc in (("body", name), (name,)) for loc in told)
        if new and meant and name in named and _at_bound(trace, named[name], value):
            yield name


def _schemas(trace: Trace) -> Mapping[str, Schema]:
    schema = schema_of(trace.operation)
    return properties(trace.contract, schema) if schema else {}


def _at_bound(trace: Trace, schema: Schema, value: Any) -> bool:
    """Whether a value is one that its schema just takes: at a bound, or a whole number spelt with a fraction."""
    words = resolve(trace.contract, schema).value
    known = words if isinstance(words, Mapping) else {}
    if isinstance(value, str):
        return len(value) == known.get("maxLength")
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        return False
    return _is_spelt_out(value) or value in [known[word] for word in ("minimum", "maximum") if word in known]


def _is_spelt_out(value: Any) -> bool:
    return isinstance(value, Decimal) and value == value.to_integral_value() and "." in str(value)


def _grade(trace: Trace, schema: Schema, value: Any) -> Rules:
    """What takes a value: its schema, by the weakest of its bounds; that 1.0 is an integer is JSON Schema's to say."""
    found = resolve(trace.contract, schema)
    words = found.value if isinstance(found.value, Mapping) else {}
    grades = [grade_of(trace.contract.document, f"{found.pointer}/{word}") for word in BOUNDS if word in words]
    return ("inferred",) if _is_spelt_out(value) or "inferred" in grades else ("attested",)
