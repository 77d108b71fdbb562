"""A faulty deployment for each promise of headers, and one that keeps them all."""

import gzip
from collections.abc import Callable, Mapping
from dataclasses import replace
from email.utils import formatdate
from hashlib import sha256
from typing import Any

from contracts import Contract, Header, Schema
from tests.suites.deployment import SOUND, encode
from tests.suites.judging import Fault, with_policy
from tests.suites.library import library_contract
from tests.suites.listing import listing_in
from tests.suites.serving import Answer, Call, Deployment

AUTHORS = "GET /v1/authors"
PAGE = "https://page.example"
Change = Callable[[Call, Answer], Answer]


def promising(*headers: Header, contract: Contract | None = None) -> Contract:
    """A contract whose list of authors promises headers with its 200."""
    contract = contract or library_contract()
    return changed(contract, lambda each: {**each.replies, "200": replace(each.replies["200"], headers=headers)})


def changed(contract: Contract, replies: Callable[[Any], Any], **words: Any) -> Contract:
    """A contract whose list of authors has other replies, and other words."""
    operations = tuple(
        replace(each, replies=replies(each), **words) if each.label == AUTHORS else each for each in contract.operations
    )
    return replace(contract, operations=operations)


def header(name: str, required: bool = False) -> Header:
    """A header that a reply promises, as the library's document has it."""
    place = f"#/components/headers/{name}"
    schema = library_contract().document["components"]["headers"][name]["schema"]
    return Header(name, required, Schema(f"{place}/schema", schema), place)


def deprecated() -> Contract:
    """A contract whose list of authors is about to go."""
    return changed(library_contract(), lambda each: each.replies, deprecated=True)


def telling(*changes: Change) -> Deployment:
    """The sound deployment, each answer changed in the end, by one change after the other."""

    def finish(_world: Any, call: Call, answer: Answer) -> Answer:
        for change in changes:
            answer = change(call, answer)
        return answer

    return replace(SOUND, finish=finish)


def saying(*pairs: tuple[str, str]) -> Change:
    """Every answer has these headers too."""
    return lambda _call, answer: replace(answer, headers=(*answer.headers, *pairs))


def body_of(answer: Answer) -> bytes:
    """The body that is sent."""
    if answer.body is not None:
        return answer.body
    return b"" if answer.document is None else encode(answer.document)


def zipping(part: float = 1.0, told: str = "Accept-Encoding") -> Change:
    """Compresses where that is taken, and sends so much of what comes of it; says what the answer hangs on."""

    def change(call: Call, answer: Answer) -> Answer:
        body = body_of(answer)
        if "gzip" not in call.request.headers.get("accept-encoding", "") or not body:
            return answer
        zipped = gzip.compress(body)
        headers = (("Content-Encoding", "gzip"), ("Content-Type", "application/json"), ("Vary", told))
        return Answer(answer.status, None, (*answer.headers, *headers), zipped[: int(len(zipped) * part)])

    return change


def tagged(good_for_304: bool = True, weak: bool = False) -> Change:
    """Every body has an entity tag, which a client may ask by."""

    def change(call: Call, answer: Answer) -> Answer:
        if answer.status != 200:
            return answer
        tag = f'{"W/" if weak else ""}"{sha256(body_of(answer)).hexdigest()[:16]}"'
        told = (*answer.headers, ("ETag", tag))
        same = call.request.headers.get("if-none-match") == tag
        return Answer(304, None, told) if same and good_for_304 else replace(answer, headers=told)

    return change


def linked(name: str) -> Change:
    """A list tells its next page in `Link`, by the cursor that it names so in its body."""

    def change(call: Call, answer: Answer) -> Answer:
        listing = listing_in(call) if call.operation and call.operation.label == AUTHORS else None
        page = answer.document if isinstance(answer.document, dict) and listing else {}
        found = [
            f'<{call.request.origin}{call.request.path}?pq={page[word]}>; rel="{relation}"'
            for relation, word in (("next", name), ("prev", "previous"))
            if page.get(word) and page.get("next" if relation == "next" else "previous")
        ]
        return replace(answer, headers=(*answer.headers, ("Link", ", ".join(found)))) if found else answer

    return change


def letting_in(credentials: bool = True, vary: str = "Origin", preflight: int = 204) -> Change:
    """Lets every origin in by its name, and answers preflights."""

    def change(call: Call, answer: Answer) -> Answer:
        origin = call.request.headers.get("origin")
        if origin is None:
            return answer
        told = [("Access-Control-Allow-Origin", origin), ("Vary", vary)]
        told += [("Access-Control-Allow-Credentials", "true")] if credentials else []
        wish = call.request.headers.get("access-control-request-method")
        if call.request.method == "OPTIONS" and wish:
            return Answer(preflight, None, (*told, ("Access-Control-Allow-Methods", wish)))
        return replace(answer, headers=(*answer.headers, *told))

    return change


def dated(_call: Call, answer: Answer) -> Answer:
    """Says when it was made."""
    return replace(answer, headers=(*answer.headers, ("Date", formatdate(usegmt=True))))


def everything_promised() -> Contract:
    """A contract in which every promise of headers has its subject."""
    headers = (header("X-Total", True), header("ETag"), header("Link"))
    contract = with_policy(promising(*headers), nosniff="required")
    return changed(contract, lambda each: each.replies, deprecated=True)


KEPT: tuple[Change, ...] = (
    saying(("X-Total", "44"), ("X-Content-Type-Options", "nosniff"), ("Deprecation", "@1767225600")),
    tagged(weak=True),
    linked("next"),
    letting_in(),
    dated,
    zipping(told="Accept-Encoding, Origin"),
)

STAR = saying(("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Credentials", "true"))
FAULTS: Mapping[str, Fault] = {
    "HD-01": Fault(SOUND, AUTHORS, contract=promising(header("X-Total", True))),
    "HD-02": Fault(SOUND, AUTHORS, contract=with_policy(library_contract(), nosniff="required")),
    "HD-04": Fault(telling(STAR), AUTHORS),
    "HD-05": Fault(telling(tagged(good_for_304=False)), AUTHORS, contract=promising(header("ETag"))),
    "HD-07": Fault(telling(zipping(0.5)), AUTHORS),
    "HD-08": Fault(telling(saying(("Date", "2026-01-05T10:00:00Z"))), AUTHORS),
    "HD-09": Fault(SOUND, AUTHORS, contract=deprecated()),
    "HD-10": Fault(telling(linked("first")), AUTHORS, contract=promising(header("Link"))),
}
