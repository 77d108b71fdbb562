"""Asks as nobody, as somebody unknown and as somebody who may not. At most 33 requests an operation.

Only safe methods, and nothing that could change data if the deployment should let it through. A real
token goes into a URL only on this machine, since access logs keep URLs.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from contracts import EVERY_ROLE, Identity, match
from suites.detours import OVERRIDES, spellings
from suites.inquiry import Inquiry
from suites.mutations import bad_text
from suites.samples import required_headers, required_query, sample_path
from suites.secrets import UNSIGNED, forgeries
from suites.subjects import Subject
from suites.traffic import Exchange, target_of
from suites.wire import Pairs

UNKNOWN = "nobody0token0nobody0token"  # plain letters and digits: well formed by most patterns, and nobody's
UNPAIRED = "Basic bm9ib2R5Om5vdGhpbmc="  # another scheme's credentials, well formed there (RFC 7617)
NOWHERE = "/absent-4f1d7c20b6e3"


@dataclass(frozen=True, slots=True)
class Stranger:
    """Asks one operation, otherwise soundly, as somebody whom no identity names."""

    inquiry: Inquiry

    @property
    def path(self) -> dict[str, str]:
        """A row that is there, or values of the right type where none is known."""
        inquiry = self.inquiry
        return dict(inquiry.subject.path if inquiry.subject else sample_path(inquiry.contract, inquiry.operation))

    def ask(
        self, headers: Pairs = (), query: Pairs = (), path: dict[str, str] | None = None, method: str | None = None
    ) -> Exchange:
        """Asks with further headers and query pairs, or for another row."""
        inquiry = self.inquiry
        kept = tuple(pair for pair in inquiry.required_query() if pair[0] not in dict(query))
        given = (*self._needed(), *headers)
        return inquiry.courier.ask(inquiry.operation, path or self.path, (*kept, *query), headers=given, method=method)

    def _needed(self) -> Pairs:
        """The headers that the operation requires, the organisation's own in its place."""
        organization = (self.inquiry.contract.semantics.access.organization or "").lower()
        own = self.inquiry.identity.organization if self.inquiry.identity else None
        needed = required_headers(self.inquiry.contract, self.inquiry.operation)
        return tuple((name, own if own and name.lower() == organization else value) for name, value in needed)


def ask(inquiry: Inquiry) -> None:
    """Asks one operation with every kind of credentials."""
    stranger = Stranger(inquiry)
    if inquiry.subject:
        inquiry.get(*inquiry.required_query())
    for header in _credentials(inquiry):
        stranger.ask(header)
    if inquiry.operation.security != "required":
        return
    nobodys = dict(sample_path(inquiry.contract, inquiry.operation))
    if nobodys and nobodys != stranger.path:
        stranger.ask(path=nobodys)
    _misspelt(stranger)
    _detours(stranger)
    if inquiry.identity and inquiry.courier.target.local:
        stranger.ask(query=(("access_token", inquiry.identity.token),))
    if inquiry.operation.role:
        _lesser(inquiry, inquiry.operation.role, stranger)


def _credentials(inquiry: Inquiry) -> Iterator[Pairs]:
    texts = ["Bearer", f"Bearer {UNKNOWN}", UNPAIRED, UNKNOWN, f"Bearer {UNSIGNED}.e30."]
    if inquiry.identity:
        texts += [f"Bearer {text}" for text in forgeries(inquiry.identity.token)]
    yield ()
    yield from ((("Authorization", text),) for text in texts)


def _misspelt(stranger: Stranger) -> None:
    """A request that breaks its schema, without credentials: a parameter of the query, or else of the path."""
    contract, operation = stranger.inquiry.contract, stranger.inquiry.operation
    for location in ("query", "path"):
        for each in operation.parameters:
            text = bad_text(contract, each) if each.location == location else None
            if text is not None and location == "query":
                stranger.ask(query=((each.name, text),))
                return
            if text is not None:
                stranger.ask(path={**stranger.path, each.name: text})
                return


def _detours(stranger: Stranger) -> None:
    courier, operation = stranger.inquiry.courier, stranger.inquiry.operation
    stranger.ask(method="HEAD")
    for header in OVERRIDES:
        stranger.ask(((header, "HEAD"),))
    for spelling in spellings(target_of(operation, stranger.path)):
        meant = match(courier.contract, operation.method, spelling).operation
        if meant is None or meant.label == operation.label:
            courier.send(operation.method, spelling)
    courier.send(operation.method, NOWHERE)


def _lesser(inquiry: Inquiry, role: str, stranger: Stranger) -> None:
    """Asks as an identity that is known to lack the role, and makes sure that its token is a good one."""
    known = inquiry.courier.target.identities.identities.values()
    lacking = sorted((each for each in known if lacks(each, role)), key=lambda each: each.shows is not None)
    if lacking:
        inquiry.courier.ask(inquiry.operation, stranger.path, inquiry.required_query(), lacking[0])
        _elsewhere(inquiry, lacking[0])


def lacks(identity: Identity, role: str) -> bool:
    """Whether an identity is told to have other roles, and not this one."""
    return bool(identity.roles) and role not in identity.roles and EVERY_ROLE not in identity.roles


def _elsewhere(inquiry: Inquiry, identity: Identity) -> None:
    open_to_all = [
        each for each in inquiry.contract.operations if each.security == "required" and not each.role and each.reads
    ]
    for operation in sorted(open_to_all, key=lambda each: "{" in each.path):
        subject = inquiry.subjects.of(operation)
        if isinstance(subject, Subject):
            inquiry.courier.ask(operation, subject.path, required_query(inquiry.contract, operation), identity)
            return
