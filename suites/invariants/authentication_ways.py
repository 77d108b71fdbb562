"""The family `authentication`, ways around: a token where none belongs, another method, another spelling, a cache.

Pure: each function judges a trace and asks nothing. What was sent is told by the exchange alone.
"""

import re
from collections.abc import Mapping

from contracts import Contract, Operation, is_json
from suites.evidence.header_fields import combined
from suites.expectations import expect
from suites.inputs.detours import OVERRIDES, straighten
from suites.inputs.mutations import breakable
from suites.invariants.invariant import Invariant, secured
from suites.invariants.strangers import came_first, concluded, is_plain, ordinary, sent, strangers
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement

CONTENT = ("media_type", "syntax", "parameters", "expression")  # stages that read what a request says
QUERY_TOKEN = "access_token"  # RFC 6750, section 2.3
LOGGED = "access logs keep URLs: a known token is put into one on this machine only"
NOBODY = "no identity and row are known to ask for with a token in the query string"


def _token_in_query(trace: Trace) -> Judgement:
    judged = [each for each in strangers(trace) if each.asked.values(QUERY_TOKEN)]
    breaches = [
        Breach(f"A token in the query string is taken: {each.status}.", (each,)) for each in judged if _let_in(each)
    ]
    return concluded(trace, judged, breaches, unasked=NOBODY if trace.facts.get("local") else LOGGED)


def _before_validation(trace: Trace) -> Judgement:
    judged = []
    breaches = []
    for each in strangers(trace):
        known = expect(trace.contract, each)
        later = [fault for fault in known.faults if fault.stage in CONTENT]
        if later and ordinary(trace, each) and came_first(known, "authentication"):
            judged.append(each)
            if each.status in (400, 422, *(status for fault in later for status in fault.statuses)):
                place = ".".join(later[0].loc) or "body"
                message = f"With {sent(each)}, a bad {place} gets {each.status}; 401 is due first."
                breaches.append(Breach(message, (each,)))
    return concluded(trace, judged, breaches, "no stranger's bad request came through")


def _no_detour(trace: Trace) -> Judgement:
    plain = {each.asked.path for each in trace.own if each.asked.method == trace.operation.method}
    unknown = [each for each in trace.exchanges if each.asked.credentials != "valid" and not each.noisy]
    ways = [(each, way) for each in unknown if each.asked.path in plain and (way := _way(each, trace))]
    breaches = [Breach(f"With {sent(each)}, {way} gets {each.status}.", (each,)) for each, way in ways if _let_in(each)]
    return concluded(trace, [each for each, _ in ways], breaches, "no request by another method came through")


def _way(exchange: Exchange, trace: Trace) -> str | None:
    """The other method of a request, in words; None for an ordinary one, and for the HEAD of another operation."""
    if exchange.asked.method == "HEAD" and trace.operation.method == "GET":
        return "HEAD"
    if not trace.operation.reads and _reads_openly(trace):
        return None
    named = next((name for name in OVERRIDES if exchange.asked.header(name)), None)
    return f"{exchange.asked.method} with {named}: {exchange.asked.header(named)}" if named else None


def _reads_openly(trace: Trace) -> bool:
    """Whether anybody may read at the path: what is named instead of a write may be that."""
    beside = (each for each in trace.contract.operations if each.path == trace.operation.path)
    return any(each.reads and each.security != "required" for each in beside)


def _no_spelling(trace: Trace) -> Judgement:
    plain = {straighten(each.asked.path) for each in trace.own if is_plain(each)}
    ways = [each for each in _anonymous(trace) if _is_crooked(each, trace) and straighten(each.asked.path) in plain]
    # A deployment may answer every path alike, e.g. with the page of a browser application.
    blank = {
        each.media_type for each in _anonymous(trace) if each.operation is None and each not in ways and _let_in(each)
    }
    breaches = [
        Breach(f"Without credentials, the path written {each.asked.path} gets {each.status}.", (each,))
        for each in ways
        if _let_in(each) and _is_reply(each, trace.operation) and each.media_type not in blank
    ]
    return concluded(trace, ways, breaches, "no request by another spelling came through")


def _is_crooked(exchange: Exchange, trace: Trace) -> bool:
    meant = exchange.operation is None or exchange.operation.label == trace.operation.label
    return meant and ordinary(trace, exchange) and not is_plain(exchange)


def _is_reply(exchange: Exchange, operation: Operation) -> bool:
    """Whether an answer is of a media type that the operation answers with."""
    content = operation.success.content if operation.success else {}
    return not content or exchange.media_type in content or (operation_json(operation) and is_json(exchange.media_type))


def operation_json(operation: Operation) -> bool:
    """Whether an operation answers JSON."""
    return bool(operation.success and operation.success.json)


def _private(trace: Trace) -> Judgement:
    judged = [
        each
        for each in trace.own
        if each.status in (401, 403) or (each.status == 200 and each.asked.credentials == "valid")
    ]
    breaches = [
        Breach(
            f"A {each.status} for one caller says Cache-Control: {combined(each, 'cache-control')}; "
            "a shared cache may hand it to others.",
            (each,),
        )
        for each in judged
        if _is_shared(each)
    ]
    return concluded(trace, judged, breaches, "nothing was answered to somebody in particular")


def _is_shared(exchange: Exchange) -> bool:
    """Whether a shared cache may answer others with it, without asking again (RFC 9111, sections 3.5 and 4)."""
    control = ",".join(value for name, value in exchange.headers if name.lower() == "cache-control").lower()
    words = {word.strip() for word in control.split(",")}
    ages = {name: int(age) for name, age in re.findall(r'(s-maxage|max-age)\s*=\s*"?(\d+)', control)}
    lasts = ages.get("s-maxage", ages.get("max-age", 1)) > 0
    kept = lasts and not words & {"no-store", "no-cache", "private"}
    varies = ",".join(value for name, value in exchange.headers if name.lower() == "vary").lower()
    return kept and _opened(exchange, words, ages) and "authorization" not in varies and "*" not in varies


def _opened(exchange: Exchange, words: set[str], ages: Mapping[str, int]) -> bool:
    """Whether a cache that is shared may keep it at all: all that comes of credentials needs a word that says so."""
    known = exchange.asked.header("authorization") is not None
    word = bool(words & {"public"}) or "s-maxage" in ages or ("must-revalidate" in words and "max-age" in ages)
    return word if known else word or "max-age" in ages


def _anonymous(trace: Trace) -> list[Exchange]:
    return [each for each in trace.exchanges if each.asked.credentials == "none" and not each.noisy]


def _let_in(exchange: Exchange) -> bool:
    return exchange.status is not None and 200 <= exchange.status < 300


def _undeclared_token(operation: Operation, contract: Contract) -> str | None:
    declared = operation.parameter("query", QUERY_TOKEN)
    return secured(operation, contract) or (f"the operation declares {QUERY_TOKEN}" if declared else None)


def _breakable(operation: Operation, contract: Contract) -> str | None:
    order = contract.semantics.policy["precedence"]
    if order.index("parameters") < order.index("authentication"):
        return "the contract reads the parameters before it asks who calls (precedence)"
    wrong = breakable(contract, operation) or operation.body
    reason = None if wrong else "nothing that the operation takes can be wrong"
    return secured(operation, contract) or reason


INVARIANTS = (
    Invariant(
        id="AU-10",
        family="authentication",
        title="a token in the query string is none",
        rules=("attested",),
        judge=_token_in_query,
        applies=_undeclared_token,
        source="RFC 6750, sections 2.3 and 5.3",
        tier="T1",
        needs_subject=False,
    ),
    Invariant(
        id="AU-11",
        family="authentication",
        title="who calls is asked before what",
        rules=("precedence",),
        judge=_before_validation,
        applies=_breakable,
        source="policy precedence",
        implies=("ST-24",),
        tier="T1",
        needs_subject=False,
    ),
    Invariant(
        id="AU-12",
        family="authentication",
        title="no other method is a way around",
        rules=("attested",),
        judge=_no_detour,
        applies=secured,
        source="RFC 9110, section 9.3.2",
        tier="T1",
        needs_subject=False,
    ),
    Invariant(
        id="AU-13",
        family="authentication",
        title="no spelling of the path is a way around",
        rules=("attested",),
        judge=_no_spelling,
        applies=secured,
        source="RFC 3986, section 6.2.2",
        implies=("ST-07",),
        tier="T1",
        needs_subject=False,
    ),
    Invariant(
        id="AU-14",
        family="authentication",
        title="what is one caller's is not for shared caches",
        rules=("law",),
        judge=_private,
        applies=secured,
        source="RFC 9111, section 3.5",
        scope="run",
        needs_subject=False,
    ),
)
