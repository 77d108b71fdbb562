"""The family `envelope`, its steadiness: what is asked the same way is refused the same way.

Pure: each function judges a trace and asks nothing.
"""

from collections.abc import Callable, Hashable, Iterable

from suites.evidence.envelopes import read_error
from suites.evidence.proxies import is_edge
from suites.expectations import foretell
from suites.invariants.envelope_shape import enveloped
from suites.invariants.invariant import Invariant
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement

LANGUAGE = "accept-language"


def _repeated(trace: Trace) -> Judgement:
    return _compared(trace, lambda _: True, lambda group: len(group) > 1, "asked twice")


def _languages(trace: Trace) -> Judgement:
    def differing(group: list[Exchange]) -> bool:
        return len({each.asked.header(LANGUAGE) for each in group}) > 1

    return _compared(trace, lambda name: name != LANGUAGE, differing, "asked in two languages")


def _compared(
    trace: Trace, counts: Callable[[str], bool], fit: Callable[[list[Exchange]], bool], how: str
) -> Judgement:
    groups: dict[Hashable, list[Exchange]] = {}
    for each in trace.exchanges:
        if not each.noisy and not is_edge(each) and each.asked.method != "HEAD":
            key = (each.asked.method, each.asked.target, _headers(each, counts), each.asked.body)
            groups.setdefault(key, []).append(each)
    judged = [group for group in groups.values() if fit(group) and _bad(trace, group)]
    breaches = []
    for group in judged:
        first = group[0]
        other = next((each for each in group[1:] if _signature(trace, each) != _signature(trace, first)), None)
        if other:
            message = f"A bad request {how} is answered {_told(trace, first)}, then {_told(trace, other)}."
            breaches.append(Breach(message, (first, other)))
    return Judgement(len(judged), tuple(breaches), lacking=f"no bad request was {how}")


def _headers(exchange: Exchange, counts: Callable[[str], bool]) -> Hashable:
    """The headers whose names count; the order of those with different names tells nothing (RFC 9110, section 5.3)."""
    named = [(name.lower(), value) for name, value in exchange.asked.headers]
    return tuple(sorted((pair for pair in named if counts(pair[0])), key=lambda pair: pair[0]))


def _bad(trace: Trace, group: Iterable[Exchange]) -> bool:
    """Whether a request is refused for sure, or was refused each time: data that comes and goes is no fault."""
    asked = list(group)
    return all((each.status or 0) >= 400 for each in asked) or foretell(trace, asked[0]).refused


def _signature(trace: Trace, exchange: Exchange) -> Hashable:
    body = read_error(trace.contract, exchange)
    if body is None:
        return (exchange.status,)
    details = sorted((detail.loc, str(detail.kind)) for detail in body.details or ())
    return exchange.status, str(body.code), tuple(details)


def _told(trace: Trace, exchange: Exchange) -> str:
    body = read_error(trace.contract, exchange)
    code = f" {body.code}" if body and body.code else ""
    fields = ", ".join(" ".join(detail.loc) for detail in (body.details if body else None) or ())
    return f"{exchange.status}{code}{f' at {fields}' if fields else ''}"


INVARIANTS = (
    Invariant(
        id="ER-09",
        family="envelope",
        title="a bad request is refused the same way each time",
        rules=("attested",),
        judge=_repeated,
        applies=enveloped,
        source="a refusal is decided by its request alone",
        tier="T1",
        needs_subject=False,
        unsteady=True,
    ),
    Invariant(
        id="ER-10",
        family="envelope",
        title="a code does not depend on the language asked for",
        rules=("attested",),
        judge=_languages,
        applies=enveloped,
        source="RFC 9110, section 12.5.4",
        tier="T1",
        needs_subject=False,
    ),
)
