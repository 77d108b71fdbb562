"""Sends every request of a run, within budget, rate and safety rules, and records each exchange.

Nothing else in the suites sends. An operation that writes is refused here unless the run may write,
whoever asks; and a token leaves only toward the target, never into an exchange.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Self
from urllib.parse import quote, urlencode

from contracts import SAFE_METHODS, Contract, Identity, Match, Operation, match
from suites.detours import OVERRIDES, resembles
from suites.ledger import Ledger
from suites.secrets import Secrets
from suites.target import Target, TargetError
from suites.traffic import Asked, Credentials, Exchange, target_of
from suites.wire import Answer, Pairs, Wire

SAFE = (*SAFE_METHODS, "TRACE")  # RFC 9110, section 9.2.1
# Visible ASCII: what h11 lets through in a request target. All else is percent-encoded, or could not be sent.
SENT_AS_IS = "".join(map(chr, range(0x21, 0x7F)))


class BudgetSpent(Exception):
    """The run has asked as often as it may."""


class CreatesSpent(BudgetSpent):
    """An operation has made as many rows as it may in this run."""


class NotAllowed(Exception):
    """The run may not send this request: it could change data."""


@dataclass(frozen=True, slots=True)
class Sending:
    """A request that is ready to be sent: a target as it goes on the wire, headers, a body."""

    method: str
    target: str
    headers: Pairs = ()
    body: bytes | None = None


class Courier:
    """Sends requests to one target and keeps every exchange.

    Args:
        contract: names the operation of each exchange.
        target: where to send, as whom, how fast and how often.
        clock, sleep: of the pacing, in seconds; for tests.
        ledger: keeps the rows that are made.
    """

    def __init__(
        self,
        contract: Contract,
        target: Target,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        ledger: Ledger | None = None,
    ) -> None:
        self.contract = contract
        self.target = target
        self.ledger = ledger or Ledger(tag=target.tag)
        self.exchanges: list[Exchange] = []
        self._drafts = 0
        self._clock, self._sleep = clock, sleep
        self._free_at = clock()
        self._wire = Wire(target)
        known = target.identities.identities.values()
        self._secrets = Secrets(known, target.variables)
        self._callers = {identity.token: identity for identity in known}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the connection."""
        self._wire.close()

    @property
    def left(self) -> int:
        """How many requests the budget still holds."""
        return self.target.budget - len(self.exchanges)

    def room(self, operation: Operation) -> int:
        """How many rows an operation may still make."""
        return self.target.writes.most - self.ledger.made(operation)

    def fresh(self) -> str:
        """A text that names the run, and that this run has not used before."""
        self._drafts += 1
        return f"{self.target.tag}-{self._drafts}"

    def ask(
        self,
        operation: Operation,
        path: Mapping[str, str] | None = None,
        query: Iterable[tuple[str, str]] = (),
        identity: Identity | None = None,
        headers: Iterable[tuple[str, str]] = (),
        body: bytes | None = None,
        method: str | None = None,
    ) -> Exchange:
        """Asks an operation as an identity, its organisation's header included.

        Args:
            path: the path template's values, not yet percent-encoded.
            query: pairs, not yet percent-encoded.
            identity: who asks; None for nobody.
            headers: further headers; they win over those of the identity.
            method: another method than the operation's own.
        """
        ready = self.written(operation, path, query, identity, headers, body)
        return self.send(method or ready.method, ready.target, ready.headers, ready.body)

    def written(
        self,
        operation: Operation,
        path: Mapping[str, str] | None = None,
        query: Iterable[tuple[str, str]] = (),
        identity: Identity | None = None,
        headers: Iterable[tuple[str, str]] = (),
        body: bytes | None = None,
    ) -> Sending:
        """The request by which `ask` asks, not yet sent."""
        target = target_of(operation, path or {})
        pairs = tuple(query)
        if pairs:
            target = f"{target}?{urlencode(pairs, quote_via=quote)}"
        own = () if identity is None else self.credentials(operation, identity)
        given = tuple(headers)
        named = {name.lower() for name, _ in given}
        kept = tuple((name, value) for name, value in own if name.lower() not in named)
        return Sending(operation.method, target, (*kept, *given), body)

    def credentials(self, operation: Operation, identity: Identity) -> tuple[tuple[str, str], ...]:
        """The headers that show who asks: the token, and the organisation where the operation takes it."""
        header = self.contract.semantics.access.organization
        pairs = [("Authorization", f"Bearer {identity.token}")]
        if header and identity.organization and operation.parameter("header", header):
            pairs.append((header, identity.organization))
        return tuple(pairs)

    def send(
        self, method: str, target: str, headers: Iterable[tuple[str, str]] = (), body: bytes | None = None
    ) -> Exchange:
        """Sends one request and records what came back.

        Args:
            method: in any case; sent in upper case.
            target: path and query, sent as they stand but for what is no visible ASCII.

        Raises:
            NotAllowed: the request could change data and the run may not write.
            BudgetSpent: the budget holds no further request.
            CreatesSpent: it could make one row more than the operation may make.
        """
        sending = Sending(method, target, tuple(headers), body)
        asked, matched = self._addressed(sending)
        self._permit(asked, matched)
        self._pace()
        return self._recorded(asked, matched, *self._answered(asked, sending))

    def together(self, sendings: Sequence[Sending]) -> tuple[Exchange, ...]:
        """Sends requests at the same time, each on a connection of its own, and records them in the order given.

        Raises:
            NotAllowed, BudgetSpent, CreatesSpent: as `send` does, for all of them and before any is sent; each must
                have room for a row of its own.
        """
        ready = [(*self._addressed(each), each) for each in sendings]
        for asked, matched, _ in ready:
            self._permit(asked, matched, len(ready))
        for _ in ready:
            self._pace()
        with ThreadPoolExecutor(max(len(ready), 1)) as pool:
            answers = list(pool.map(lambda each: self._answered(each[0], each[2]), ready))
        return tuple(
            self._recorded(asked, matched, *answer) for (asked, matched, _), answer in zip(ready, answers, strict=True)
        )

    def wait(self, seconds: float) -> None:
        """Lets time pass: what was written may not be read at once everywhere."""
        self._sleep(seconds)

    def _addressed(self, sending: Sending) -> tuple[Asked, Match]:
        target, method = quote(sending.target, safe=SENT_AS_IS), sending.method.upper()
        asked = self._asked(method, target, sending.headers, sending.body)
        return asked, match(self.contract, method, target.partition("?")[0])

    def _answered(self, asked: Asked, sending: Sending) -> tuple[Answer, float]:
        """What came back, and after how many seconds."""
        started = self._clock()
        target = quote(sending.target, safe=SENT_AS_IS)
        answer = self._wire.send(asked.method, target, sending.headers, sending.body)
        return answer, self._clock() - started

    def _recorded(self, asked: Asked, matched: Match, answer: Answer, elapsed: float) -> Exchange:
        mask = self._secrets.mask_answer
        exchange = Exchange(
            number=len(self.exchanges) + 1,
            asked=asked,
            operation=matched.operation,
            path_values=matched.path_values,
            status=answer.status,
            headers=tuple((name.decode("latin-1"), mask(value).decode("latin-1")) for name, value in answer.headers),
            body=mask(answer.body),
            trouble=None if answer.trouble is None else self._secrets.mask(answer.trouble),
            elapsed=elapsed,
        )
        self.exchanges.append(exchange)
        self.ledger.note(exchange)
        return exchange

    def repeat(self, exchange: Exchange) -> Exchange:
        """Sends the request of an exchange once more, its tokens put back."""
        asked = exchange.asked
        headers = [(name, self._secrets.unmask(value)) for name, value in asked.headers]
        return self.send(asked.method, self._secrets.unmask_target(asked.target), headers, asked.body)

    def _permit(self, asked: Asked, matched: Match, times: int = 1) -> None:
        if self.left < times:
            raise BudgetSpent(f"the budget of {self.target.budget} requests is spent")
        writing = self._writing(asked, matched)
        if writing is not None:
            self._permit_write(writing, times)
        if matched.operation is None and asked.method not in SAFE and asked.credentials == "valid":
            raise NotAllowed(f"{asked.method} is sent with nobody's credentials, or not at all")
        for name in OVERRIDES:
            if (asked.header(name) or "GET").upper() not in SAFE:
                raise NotAllowed(f"{name}: {asked.header(name)} could write, and nothing is written by a detour")

    def _permit_write(self, operation: Operation, times: int) -> None:
        refusal = self.target.refusal(operation)
        if refusal:
            raise NotAllowed(f"{operation.label}: {refusal}")
        if self.room(operation) < times:
            most = self.target.writes.most
            raise CreatesSpent(f"{operation.label} has made {most} rows, as many as it may (--max-creates)")

    def _writing(self, asked: Asked, matched: Match) -> Operation | None:
        """The operation that writes which is asked for, or which a careless router may take the request for."""
        if matched.template:
            return matched.operation if matched.operation and not matched.operation.reads else None
        writing = (each for each in self.contract.operations if each.method == asked.method and not each.reads)
        return next((each for each in writing if resembles(asked.path, each.path)), None)

    def _pace(self) -> None:
        if self.target.rate is None:
            return
        now = self._clock()
        if self._free_at > now:
            self._sleep(self._free_at - now)
        self._free_at = max(now, self._free_at) + 1 / self.target.rate

    def _asked(self, method: str, target: str, headers: Pairs, body: bytes | None) -> Asked:
        """The request as it may be shown: who asks is told by name, and tokens stand as variables."""
        secrets = self._secrets
        shown = tuple(
            (name, secrets.mask(value) if name.lower() == "authorization" else secrets.mask_target(value))
            for name, value in headers
        )
        sent = next((value for name, value in headers if name.lower() == "authorization"), None)
        scheme, _, token = (sent or "").partition(" ")
        caller = self._callers.get(token.strip()) if scheme.lower() == "bearer" else None
        credentials: Credentials = "valid" if caller else "foreign" if sent is not None else "none"
        return Asked(
            method=method,
            target=secrets.mask_target(target),
            headers=shown,
            body=body,
            identity=caller.name if caller else None,
            credentials=credentials,
            roles=caller.roles if caller else (),
            organization=caller.organization if caller else None,
            shows=caller.shows if caller else None,
        )

    def reach(self) -> None:
        """Makes sure that somebody answers at the target.

        Raises:
            TargetError: nobody does.
        """
        path = next((each.path for each in self.contract.operations), "/")
        answer = self._wire.send("OPTIONS", path.replace("{", "").replace("}", ""), (), None)
        if answer.status is None:
            trouble = (answer.trouble or "").removeprefix("connection: ")
            raise TargetError(f"cannot reach {self.target.url}: {trouble}. Nothing was judged.")
