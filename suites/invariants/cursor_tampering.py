"""What a cursor that nobody gave is answered: a refusal, never a failure, never silently the first page.

Pure. A text that was changed may be another good cursor where a deployment signs none, and an opaque one does not
tell: so a page is a breach only where the text cannot be a cursor, or where texts of all kinds begin the list anew.
"""

from collections.abc import Hashable, Iterator, Sequence

from contracts import Listing
from suites.evidence.envelopes import read_error
from suites.evidence.pages import Page, read_page
from suites.evidence.passages import judgement
from suites.evidence.proxies import is_edge
from suites.evidence.study import Study, study
from suites.expectations import foretell, refused_with
from suites.invariants.cursor_forms import LONG, from_both_ends, is_garbled, is_stranger, kind_of
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement, Rules

OK, FAILURE, GONE = 200, 500, 410
TOO_LONG = (413, 414, 431)
INFERRED: Rules = ("inferred",)
SEVERAL = 2  # strangers that begin a list anew: one may do so by chance


def names_of(trace: Trace) -> Listing:
    """The names that the list goes by."""
    listing = trace.operation.behaviour.listing if trace.operation.behaviour else None
    if listing is None or listing.cursor is None:
        raise LookupError(f"{trace.operation.label} takes no cursor")
    return listing


def given(trace: Trace) -> tuple[str, ...]:
    """Every cursor that a page of the trace linked to, of whichever operation."""
    found: dict[str, None] = {}
    for each in trace.exchanges:
        body = read_page(each.operation, each.document) if each.operation and each.status == OK else None
        links = (body.first, body.next, body.previous) if body else ()
        found.update(dict.fromkeys(link for link in links if link))
    return tuple(found)


def refuses_forged(trace: Trace) -> Judgement:
    """CU-01: a cursor that nobody gave is refused in the envelope; it fails nothing and begins no list anew."""
    known, cursors = study(trace), given(trace)
    own = tuple(link for page in known.pages for link in (page.body.next, page.body.previous) if link)
    sent = list(_forged(trace, cursors)) if own else []
    taken = [(each, text) for each, text in sent if each.status == OK]
    breaches = [breach for each, text in sent if each.status != OK for breach in _answer(trace, each, text)]
    breaches += _garbled(known, taken, own)
    if not any(each.rules == INFERRED for each in breaches):
        breaches += _anew(known, taken, own)
    kinds = sorted({kind_of(each) for each in own})
    told = {"forged": len(sent), "refused": len(sent) - len(taken), "taken": len(taken), "kinds": kinds}
    return judgement(known, breaches, len(sent), "" if sent else "no page linked to another", **told)


def _forged(trace: Trace, cursors: Sequence[str]) -> Iterator[tuple[Exchange, str]]:
    """The requests with a cursor that no page linked to, good otherwise, that were answered."""
    names = names_of(trace)
    for each in trace.own:
        texts = each.asked.values(names.cursor or "")
        others = {name for name, _ in each.asked.query} - {names.cursor, names.limit, names.backward}
        plain = each.asked.method == "GET" and not others and not each.noisy and not is_edge(each)
        if len(texts) == 1 and texts[0] and texts[0] not in cursors and plain and each.status not in (401, 403):
            yield each, texts[0]


def due_statuses(trace: Trace, exchange: Exchange) -> tuple[int, ...]:
    """The statuses that a bad cursor may be answered with here; that of its own schema too, where it breaks it."""
    status = trace.contract.semantics.policy["expression_status"]
    broken = refused_with(trace.contract, trace.operation, "validation_status")
    due = (status,) if trace.operation.reply(status) else broken
    gone = (GONE,) if "410" in trace.operation.replies else ()
    return (*due, *gone, *foretell(trace, exchange).statuses)


def wrong_refusal(trace: Trace, exchange: Exchange, what: str) -> list[Breach]:
    """What is wrong with the refusal of a cursor: a failure, another status, another code."""
    due = due_statuses(trace, exchange)
    if exchange.status is None or exchange.status >= FAILURE:
        return [Breach(f"{what} fails the server: {exchange.status}.", (exchange,), ("law",))]
    if exchange.status not in due:
        message = f"{what} is answered {exchange.status}; {due[0]} is due."
        return [Breach(message, (exchange,), ("expression_status",))]
    code, body = _code(trace, exchange.status), read_error(trace.contract, exchange)
    if code and body and body.code != code and not foretell(trace, exchange).faults:
        return [Breach(f"{what} is told as {body.code}; {code} is due.", (exchange,), INFERRED)]
    return []


def _code(trace: Trace, status: int) -> str | None:
    """The code that a bad cursor is told with; None where the registry has none that stands with this status."""
    registry, usual = trace.contract.semantics.errors, trace.contract.semantics.policy["expression_status"]
    own = status == usual and trace.operation.reply(usual) is not None
    name = registry.refusals.get("cursor_invalid" if own else "request_invalid") if registry else None
    code = registry.codes.get(name) if registry and name else None
    return code.name if code and code.status == status else None


def _answer(trace: Trace, exchange: Exchange, text: str) -> list[Breach]:
    long = len(text) > min(LONG, trace.contract.semantics.policy["cursor_max_length"])
    if long and exchange.status in TOO_LONG:
        return []
    return wrong_refusal(trace, exchange, f"A cursor that nobody gave ({_brief(text)})")


def _brief(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:12]}…{text[-8:]}, {len(text)} characters"


def _page(known: Study, exchange: Exchange) -> Page | None:
    return next((page for page in known.pages if page.exchange is exchange), None)


def _firsts(known: Study, page: Page) -> set[tuple[Hashable, ...]]:
    """What the first page of the same request showed, wherever another followed it."""
    same = [each for each in known.pages if (each.selection, each.limit) == (page.selection, page.limit)]
    return {each.keys for each in same if each.cursor is None and not each.backward and each.body.next and each.items}


def _reached(known: Study, page: Page, own: Sequence[str]) -> bool:
    """Whether a page is one that a good cursor led to: then the text was read, and what is odd in it left aside."""
    return any(each.keys == page.keys and each.cursor in own for each in known.pages)


def _garbled(known: Study, taken: Sequence[tuple[Exchange, str]], own: Sequence[str]) -> Iterator[Breach]:
    """Texts that can be no cursor of the list, and are taken for one."""
    for exchange, text in taken:
        page = _page(known, exchange)
        if page is None or not is_garbled(text, own):
            continue
        begins = page.keys in _firsts(known, page)
        if begins or not _reached(known, page, own):
            what = "silently the first page" if begins else "taken"
            yield Breach(f"A text that is no cursor ({_brief(text)}) is {what}.", (exchange,), INFERRED)


def _anew(known: Study, taken: Sequence[tuple[Exchange, str]], own: Sequence[str]) -> list[Breach]:
    """Texts that no cursor looks like, every one of which begins the list anew."""
    strange = [(exchange, text, _page(known, exchange)) for exchange, text in taken if is_stranger(text, own)]
    pages = [(exchange, text, page) for exchange, text, page in strange if page is not None]
    begun = [(exchange, text) for exchange, text, page in pages if page.keys in _firsts(known, page)]
    if len(begun) < SEVERAL or len(begun) < len(pages) or not from_both_ends(text for _, text in begun):
        return []
    texts = " and ".join(_brief(text) for _, text in begun[:SEVERAL])
    message = f"Whatever is sent for a cursor, the list begins anew: {texts} give the first page."
    return [Breach(message, tuple(exchange for exchange, _ in begun[:SEVERAL]), INFERRED)]
