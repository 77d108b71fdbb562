"""Asks as nobody, as somebody unknown and as somebody who may not. A gate asks at most 14 times, deep some 40.

A sound deployment changes nothing for it: an operation that writes is asked by those whom it has to refuse, and no
further once it has let one of them in. A real token goes into a URL only on this machine, since access logs keep URLs.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from contracts import EVERY_ROLE, Identity, Operation, match
from suites.inputs.detours import OVERRIDES, spellings
from suites.inputs.drafts import encode
from suites.inputs.mutations import bad_text
from suites.inputs.samples import required_headers, required_query, sample_path
from suites.inquiry import ANY, VERB, Inquiry
from suites.probes.refused import FOREIGN, JSON, altered, bad_bodies, credentials, nobodys
from suites.sending.wire import Pairs
from suites.subjects import Subject
from suites.traffic import Exchange, target_of

NOWHERE = "/absent-4f1d7c20b6e3"


@dataclass(frozen=True, slots=True)
class Stranger:
    """Asks one operation, otherwise soundly, as somebody whom no identity names.

    Args:
        since: how many exchanges the run had at first.
    """

    inquiry: Inquiry
    since: int = 0

    @property
    def path(self) -> dict[str, str]:
        """A row that is there, or values of the right type where none is known."""
        inquiry = self.inquiry
        return dict(inquiry.subject.path if inquiry.subject else sample_path(inquiry.contract, inquiry.operation))

    @property
    def let_in(self) -> bool:
        """Whether an operation that writes did so for somebody it had to refuse: each time makes a row."""
        inquiry = self.inquiry
        made = inquiry.courier.exchanges[self.since :]
        return not inquiry.operation.reads and any(_made(inquiry.operation, each) for each in made)

    def ask(
        self,
        headers: Pairs = (),
        query: Pairs = (),
        path: Mapping[str, str] | None = None,
        method: str | None = None,
        body: bytes | None = None,
        identity: Identity | None = None,
    ) -> Exchange | None:
        """Asks with further headers and query pairs, for another row, or with another body than the spare one."""
        if self.let_in:
            return None
        inquiry = self.inquiry
        kept = tuple(pair for pair in inquiry.required_query() if pair[0] not in dict(query))
        given = (*(self._needed() if identity is None else ()), *headers)
        sent = self._body(body) if method is None else None
        typed = (("Content-Type", JSON),) if sent and not _typed(headers) else ()
        to, pairs = path or self.path, (*kept, *query)
        sending = (*typed, *given)
        return inquiry.courier.ask(inquiry.operation, to, pairs, identity, sending, sent, method, anew=False)

    def send(self, target: str) -> None:
        """Sends a raw target by the operation's own method, without credentials."""
        if not self.let_in:
            sent = self._body(None)
            typed = (("Content-Type", JSON),) if sent else ()
            self.inquiry.courier.send(self.inquiry.operation.method, target, typed, sent, anew=False)

    def _body(self, given: bytes | None) -> bytes | None:
        """The body of a request; of an operation that takes one and has none that is known, an empty object."""
        if self.inquiry.operation.reads or self.inquiry.operation.body is None:
            return None
        draft = self.inquiry.spare() if given is None else None
        return given if given is not None else encode(draft.body if draft else {})

    def _needed(self) -> Pairs:
        """The headers that the operation requires, the organisation's own in its place."""
        organization = (self.inquiry.contract.semantics.access.organization or "").lower()
        own = self.inquiry.identity.organization if self.inquiry.identity else None
        needed = required_headers(self.inquiry.contract, self.inquiry.operation)
        return tuple((name, own if own and name.lower() == organization else value) for name, value in needed)


def _made(operation: Operation, exchange: Exchange) -> bool:
    """Whether a request that was to be refused may have made a row."""
    done = exchange.status is not None and 200 <= exchange.status < 300
    return done and exchange.asked.method == operation.method and exchange.operation in (None, operation)


def _typed(headers: Pairs) -> bool:
    return any(name.lower() == "content-type" for name, _ in headers)


def ask(inquiry: Inquiry) -> None:
    """Asks one operation with every kind of credentials."""
    stranger = Stranger(inquiry, len(inquiry.courier.exchanges))
    if inquiry.operation.security != "required":
        _openly(inquiry, stranger)
        return
    if inquiry.subject and inquiry.operation.reads and not inquiry.succeeded:
        inquiry.get(*inquiry.required_query())
    for header in credentials(inquiry):
        stranger.ask(header)
    absent = dict(sample_path(inquiry.contract, inquiry.operation))
    if absent and absent != stranger.path:
        stranger.ask(path=absent)
    before = len(inquiry.courier.exchanges)
    _misspelt(stranger, nobodys(inquiry))
    _detours(stranger, *altered(inquiry)[1:2])
    if any(_passed(each) for each in inquiry.courier.exchanges[before:]):
        for header in altered(inquiry):
            stranger.ask(header)
    if inquiry.identity and inquiry.courier.target.local:
        stranger.ask(query=(("access_token", inquiry.identity.token),))
    lesser = _lesser(inquiry, stranger)
    if not lesser or not inquiry.operation.reads or inquiry.profile.every:
        _shown(inquiry, stranger)


def _openly(inquiry: Inquiry, stranger: Stranger) -> None:
    """An operation that anybody may call; one that writes with a body that it refuses, or once."""
    if inquiry.operation.reads:
        if inquiry.subject and not inquiry.succeeded:
            inquiry.get(*inquiry.required_query())
        # Few operations are open: each is asked with credentials that are nobody's, whosever turn it is.
        for header in dict.fromkeys((*credentials(inquiry), FOREIGN)):
            stranger.ask(header)
        return
    bad = b'{"' if inquiry.operation.body else None
    for header in credentials(inquiry)[: None if bad else 1]:
        stranger.ask(header, body=bad)


def _misspelt(stranger: Stranger, token: Pairs) -> None:
    """A request that breaks its schema, by a stranger: by its body, a parameter of its query, or of its path."""
    contract, operation = stranger.inquiry.contract, stranger.inquiry.operation
    for body, media_type in bad_bodies(stranger.inquiry):
        stranger.ask((("Content-Type", media_type), *token), body=body)
    for location in ("query", "path"):
        for each in operation.parameters:
            text = bad_text(contract, each) if each.location == location else None
            if text is not None and location == "query":
                stranger.ask(token, ((each.name, text),))
                return
            if text is not None:
                stranger.ask(token, path={**stranger.path, each.name: text})
                return


def _passed(exchange: Exchange) -> bool:
    """Whether a token that is nobody's may have been let in: then it is asked what it is good for by itself."""
    return exchange.asked.credentials == "foreign" and exchange.status != 401


def _detours(stranger: Stranger, token: Pairs = ()) -> None:
    """Another method, and crooked spellings; where one is let in, a path that there is not, for what it answers."""
    inquiry, operation = stranger.inquiry, stranger.inquiry.operation
    methods = (*(("HEAD",) if operation.reads else ()), *OVERRIDES)
    for way in inquiry.some(methods, 1, VERB):
        if way == "HEAD":
            stranger.ask(token, method=way)
        else:
            stranger.ask(((way, "HEAD"), *token))
    before = len(inquiry.courier.exchanges)
    for spelling in inquiry.some(_spellings(stranger), 1, ANY):
        stranger.send(spelling)
    if any(200 <= (each.status or 0) < 300 for each in inquiry.courier.exchanges[before:]):
        inquiry.courier.send("GET", NOWHERE)


def _spellings(stranger: Stranger) -> tuple[str, ...]:
    """Crooked spellings of the path that are not another operation's."""
    contract, operation = stranger.inquiry.contract, stranger.inquiry.operation
    named = [(each, match(contract, operation.method, each).operation) for each in spellings(_target(stranger))]
    return tuple(each for each, meant in named if meant is None or meant.label == operation.label)


def _target(stranger: Stranger) -> str:
    return target_of(stranger.inquiry.operation, stranger.path)


def _lesser(inquiry: Inquiry, stranger: Stranger) -> bool:
    """Asks as an identity that is known to lack the role; tells whether there is one."""
    role, known = inquiry.operation.role, inquiry.courier.target.identities.identities.values()
    lacking = sorted((each for each in known if role and lacks(each, role)), key=lambda each: each.shows is not None)
    for identity in lacking[:1]:
        _forbidden(inquiry, identity, stranger)
    return bool(lacking)


def _shown(inquiry: Inquiry, stranger: Stranger) -> None:
    """Asks as those who show a refusal of writes; and to write, as those who show one of anything."""
    where, operation = inquiry.contract.semantics.access.shown, inquiry.operation
    known = inquiry.courier.target.identities.identities.values()
    spots = [(each, where.get(each.shows or "")) for each in known]
    showing = [each for each, spot in spots if spot == "writes" or (spot and not operation.reads)]
    for identity in inquiry.some(showing, 1, ANY):
        _forbidden(inquiry, identity, stranger)


def _forbidden(inquiry: Inquiry, identity: Identity, stranger: Stranger) -> None:
    """Asks as somebody who may not; where that is 401, something else too: is the token good at all?"""
    answer = stranger.ask(identity=identity)
    if answer and answer.status == 401:
        _elsewhere(inquiry, identity)


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
