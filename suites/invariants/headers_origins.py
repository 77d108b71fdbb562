"""The family `headers`, other origins: what a page of another origin may read, by the CORS protocol.

Pure: each function judges a trace and asks nothing. A deployment that answers no other origin is sound.
"""

from collections.abc import Iterator

from suites.evidence.header_fields import is_kept, lines, members, varies
from suites.evidence.proxies import is_edge
from suites.invariants.invariant import Invariant, always
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement

ALLOWED, CREDENTIALS = "access-control-allow-origin", "access-control-allow-credentials"
METHODS, ASKED_METHOD = "access-control-allow-methods", "access-control-request-method"
SAFELISTED = ("GET", "HEAD", "POST")  # Fetch Standard, section 2.2.1
ABOUT_ORIGIN, ABOUT_METHODS = (ALLOWED,), (METHODS,)


def _shared(trace: Trace) -> Judgement:
    """HD-04: no origin is let in by a star with credentials, or untold to caches; preflights let declared methods."""
    asked = [each for each in trace.exchanges if each.asked.header("origin") and each.status is not None]
    heard = [each for each in asked if not is_edge(each) and not each.noisy]
    open_ = [each for each in heard if lines(each, ALLOWED)]
    breaches = [breach for each in open_ for breach in _let_in(each)]
    preflights = [each for each in open_ if _is_preflight(each) and lines(each, ALLOWED)[0] in ("*", _origin(each))]
    breaches += [breach for each in preflights for breach in _refused(each)]
    evidence = {"asked": len(heard), "answered": len(open_), "preflights": len(preflights)}
    closed = "the deployment answers no other origin" if heard else None
    return Judgement(
        len(open_), tuple(breaches), evidence, lacking="nothing came back to another origin", inapplicable=closed
    )


def _is_preflight(exchange: Exchange) -> bool:
    return exchange.asked.method == "OPTIONS" and exchange.asked.header(ASKED_METHOD) is not None


def _origin(exchange: Exchange) -> str | None:
    return exchange.asked.header("origin")


def _let_in(exchange: Exchange) -> Iterator[Breach]:
    """What an answer says to an origin and must not."""
    told, origin = lines(exchange, ALLOWED), _origin(exchange)
    known = "true" in lines(exchange, CREDENTIALS)
    if len(told) > 1 or "," in told[0]:
        message = f"Access-Control-Allow-Origin is {', '.join(told)[:80]!r}; browsers take one origin, or *."
        yield Breach(message, (exchange,), about=ABOUT_ORIGIN)
    elif known and told[0] == "*":
        message = "Access-Control-Allow-Origin is * beside Access-Control-Allow-Credentials: true."
        yield Breach(message, (exchange,), about=ABOUT_ORIGIN)
    elif known and told[0] == origin and _is_untold(exchange):
        message = "The origin is let in with credentials, and a cache is not told so (Vary: Origin)."
        yield Breach(message, (exchange,), ("inferred",), about=("vary",))


def _is_untold(exchange: Exchange) -> bool:
    """Whether a cache may give what one origin was answered to another."""
    return not _is_preflight(exchange) and is_kept(exchange) and not varies(exchange, "origin")


def _refused(exchange: Exchange) -> Iterator[Breach]:
    """How a preflight that an origin is let in by keeps it from a method that the contract declares."""
    method = (exchange.asked.header(ASKED_METHOD) or "").upper()
    if not 200 <= (exchange.status or 0) < 300:
        message = f"A preflight for {method} lets the origin in and is answered {exchange.status}; browsers give up."
        yield Breach(message, (exchange,), about=ABOUT_METHODS)
        return
    told = {name.upper() for name in members(exchange, METHODS)}
    # With credentials a star is a method of that name.
    starred = "*" in told and "true" not in lines(exchange, CREDENTIALS)
    # A page may send a safelisted method whatever the preflight says, and most of all where it says nothing.
    free = method in SAFELISTED
    if method not in told and not starred and (told or not free):
        named = ", ".join(sorted(told)) or "none"
        message = f"A preflight for {method}, which the contract declares, allows {named}."
        yield Breach(message, (exchange,), ("inferred",) if free else ("attested",), about=ABOUT_METHODS)


INVARIANTS = (
    Invariant(
        id="HD-04",
        family="headers",
        title="no page of any origin is let in with credentials by a star, and preflights let the declared methods",
        rules=("law",),
        judge=_shared,
        applies=always,
        source="Fetch Standard, section 3.2",
        tier="T1",
    ),
)
