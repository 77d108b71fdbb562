"""Which properties and relations a request asks to be shown. Pure."""

from collections.abc import Sequence

from contracts import ExpressionError, parse_names
from suites.traffic import Exchange, Trace

Shape = tuple[tuple[str, ...] | None, tuple[str, ...]]  # names asked for, None for all, and relations carried


def is_single(exchange: Exchange) -> bool:
    """Whether every parameter was sent at most once: which of several counts is another promise's."""
    names = [name for name, _ in exchange.asked.query]
    return len(set(names)) == len(names)


def shape_sent(trace: Trace, exchange: Exchange) -> tuple[str | None, str | None]:
    """The projection and the embedding as sent; None for one that was not."""
    behaviour = trace.operation.behaviour
    listing = behaviour.listing if behaviour else None
    names = (listing.fields, listing.embed) if listing else (None, None)
    fields, embed = (exchange.asked.values(name)[:1] if name else () for name in names)
    return fields[0] if fields else None, embed[0] if embed else None


def projected(trace: Trace, text: str | None) -> tuple[str, ...] | None:
    """The names that a projection asks for; None where it asks for all, or for none that can be."""
    behaviour = trace.operation.behaviour
    resource = behaviour.resource if behaviour else None
    return _names(trace, text, resource.properties) if resource else None


def embedded(trace: Trace, text: str | None) -> tuple[str, ...]:
    """The relations that an embedding asks for, as far as they can be."""
    behaviour = trace.operation.behaviour
    return (_names(trace, text, behaviour.embed) or ()) if behaviour else ()


def _names(trace: Trace, text: str | None, allowed: Sequence[str]) -> tuple[str, ...] | None:
    if not text:
        return None
    try:
        return parse_names(text, allowed, "fields")
    except ExpressionError:
        ignore = trace.contract.semantics.policy["unknown_name"] == "ignore"
        known = tuple(dict.fromkeys(name for each in text.split(",") if (name := each.strip()) in allowed))
        return known if ignore and known else None
