"""Sends every request of a run, within budget, rate and safety rules, and records each exchange.

Nothing else in the suites sends. An operation that writes is refused unless the run may write, whoever asks; a token
leaves only toward the target, never into an exchange.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Self
from urllib.parse import quote, urlencode

from contracts import Contract, Identity, Match, Operation, match
from suites.sending.callers import Callers
from suites.sending.ledger import Ledger
from suites.sending.pacing import Pace
from suites.sending.patience import Patience
from suites.sending.permission import BudgetSpent, CreatesSpent, NotAllowed, Permission, Stopped
from suites.sending.refusals import Refusals
from suites.sending.secrets import Secrets
from suites.sending.watch import Watch
from suites.sending.wire import UNTRUSTED, Answer, Wire
from suites.target import Target, TargetError
from suites.traffic import Asked, Exchange, Recorder, Sending, target_of

__all__ = ["BudgetSpent", "Courier", "CreatesSpent", "NotAllowed", "Sending", "Stopped"]

# Visible ASCII: what h11 lets through in a request target. All else is percent-encoded, or could not be sent.
SENT_AS_IS = "".join(map(chr, range(0x21, 0x7F)))


class Courier:
    """Sends requests to one target and keeps every exchange.

    Args:
        contract: names the operation of each exchange.
        target: where to send, as whom, how fast and how often.
        clock, sleep: of all that is waited for, in seconds; for tests.
        ledger: keeps the rows that are made.
        today: the moment; for tests.
        recorder: is given each exchange as it happens, and closed with the connection.
    """

    def __init__(
        self,
        contract: Contract,
        target: Target,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        ledger: Ledger | None = None,
        today: Callable[[], datetime] = lambda: datetime.now(UTC),
        recorder: Recorder | None = None,
    ) -> None:
        self.contract = contract
        self.target = target
        self.ledger = ledger or Ledger(tag=target.tag)
        self.exchanges: list[Exchange] = []
        # What people should know while the run goes on.
        self.tell: Callable[[str], None] = lambda _line: None
        self._recorder = recorder
        # Stands in each exchange: for whom it is asked.
        self.purpose = ""
        self.refusals, self._drafts, self._beside = Refusals(), target.first, 0
        self._clock, self._sleep, self._today = clock, sleep, today
        self._began = clock()
        self._pace = Pace(target.rate, clock, sleep)
        self._patience = Patience(target.patience)
        self._permission = Permission(contract, target, self.ledger)
        self._watch = Watch(contract, self._beside_the_trace, sleep)
        self._wire = Wire(target)
        known = target.identities.identities.values()
        self._secrets = Secrets(known, target.variables)
        self._callers = Callers(known, self._secrets)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the connection, and what is recorded of it."""
        self._wire.close()
        if self._recorder:
            self._recorder.close()

    @property
    def left(self) -> int:
        """How many requests the budget still holds."""
        return self.target.budget - len(self.exchanges) - self._beside

    @property
    def stopped(self) -> str | None:
        """Why the target is asked no more; None where it is in no trouble."""
        return self._watch.stopped

    def room(self, operation: Operation) -> int:
        """How many rows an operation may still make."""
        return self._permission.room(operation)

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
        anew: bool = True,
    ) -> Exchange:
        """Asks an operation as an identity, its organisation's header included.

        Args:
            path: the path template's values, not yet percent-encoded.
            query: pairs, not yet percent-encoded.
            identity: who asks; None for nobody.
            headers: further headers; they win over those of the identity.
            method: another method than the operation's own.
            anew: as of `send`.
        """
        ready = self.written(operation, path, query, identity, headers, body)
        return self.send(method or ready.method, ready.target, ready.headers, ready.body, anew)

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
        self,
        method: str,
        target: str,
        headers: Iterable[tuple[str, str]] = (),
        body: bytes | None = None,
        anew: bool = True,
    ) -> Exchange:
        """Sends one request and records what came back; once more where the answer asks to wait and that can be.

        Args:
            method: in any case; sent in upper case.
            target: path and query, sent as they stand but for what is no visible ASCII.
            anew: False where a refusal that the run knows of the very same request does, too (`Refusals`).

        Raises:
            NotAllowed: the request could change data and the run may not write.
            BudgetSpent: the budget holds no further request, or the run is at its end.
            CreatesSpent: it could make one row more than the operation may make.
            Stopped: the target is in trouble.
        """
        sending = Sending(method, target, tuple(headers), body)
        # Whatever confirms a breach has no purpose, and is sent.
        if not anew and self.purpose and (known := self.refusals.recall(sending)):
            return known
        exchange = self._sent(sending)
        pause = self._patience.spend(exchange, self._today())
        if pause is not None:
            self.tell(f"The target asks to wait ({exchange.status}, Retry-After): {pause:g} s.")
            self._sleep(pause)
            again = self._sent(sending)
            self.exchanges[-2] = replace(exchange, deferred=True)
            exchange = again
        self._watch.heed(exchange)
        self.refusals.keep(sending, exchange)
        return exchange

    def _sent(self, sending: Sending) -> Exchange:
        asked, matched = self._addressed(sending)
        self._permit(asked, matched)
        self._pace.keep()
        return self._kept(self._exchange(asked, matched, *self._answered(asked, sending)))

    def together(self, sendings: Sequence[Sending]) -> tuple[Exchange, ...]:
        """Sends requests at the same time, each on a connection of its own, and records them in the order given.

        Raises:
            NotAllowed, BudgetSpent, CreatesSpent, Stopped: as `send`, before any is sent; each needs room of its own.
        """
        ready = [(*self._addressed(each), each) for each in sendings]
        for asked, matched, _ in ready:
            self._permit(asked, matched, len(ready))
            self._pace.keep()
        with ThreadPoolExecutor(max(len(ready), 1)) as pool:
            answers = list(pool.map(lambda each: self._answered(each[0], each[2]), ready))
        pairs = zip(ready, answers, strict=True)
        found = tuple(self._kept(self._exchange(asked, matched, *answer)) for (asked, matched, _), answer in pairs)
        for exchange in found:
            self._watch.heed(exchange)
        return found

    def wait(self, seconds: float) -> None:
        """Lets time pass: what was written may not be read at once everywhere."""
        self._sleep(seconds)

    def _addressed(self, sending: Sending) -> tuple[Asked, Match]:
        target, method = quote(sending.target, safe=SENT_AS_IS), sending.method.upper()
        asked = self._callers.asked(method, target, sending.headers, sending.body)
        return asked, match(self.contract, method, target.partition("?")[0])

    def _answered(self, asked: Asked, sending: Sending) -> tuple[Answer, float]:
        """What came back, and after how many seconds."""
        started = self._clock()
        target = quote(sending.target, safe=SENT_AS_IS)
        answer = self._wire.send(asked.method, target, sending.headers, sending.body)
        return answer, self._clock() - started

    def _exchange(self, asked: Asked, matched: Match, answer: Answer, elapsed: float) -> Exchange:
        mask = self._secrets.mask_answer
        return Exchange(
            number=self.target.first + len(self.exchanges) + 1,
            asked=asked,
            operation=matched.operation,
            path_values=matched.path_values,
            status=answer.status,
            headers=tuple((name.decode("latin-1"), mask(value).decode("latin-1")) for name, value in answer.headers),
            body=mask(answer.body),
            trouble=None if answer.trouble is None else self._secrets.mask(answer.trouble),
            elapsed=elapsed,
            purpose=self.purpose,
        )

    def _kept(self, exchange: Exchange) -> Exchange:
        self.exchanges.append(exchange)
        self.ledger.note(exchange)
        return self._written_down(exchange)

    def _written_down(self, exchange: Exchange) -> Exchange:
        if self._recorder:
            self._recorder.add(exchange)
        return exchange

    def repeat(self, exchange: Exchange) -> Exchange:
        """Sends the request of an exchange once more, its tokens put back."""
        again = self._again(exchange)
        return self.send(again.method, again.target, again.headers, again.body)

    def _again(self, exchange: Exchange) -> Sending:
        asked, secrets = exchange.asked, self._secrets
        headers = tuple((name, secrets.unmask(value)) for name, value in asked.headers)
        return Sending(asked.method, secrets.unmask_target(asked.target), headers, asked.body)

    def _beside_the_trace(self, exchange: Exchange) -> Exchange | None:
        """Asks the same once more for nobody to judge; None where the budget holds no further request."""
        sending = self._again(exchange)
        asked, matched = self._addressed(sending)
        try:
            self._permit(asked, matched)
        except BudgetSpent:
            return None
        self._beside += 1
        self._pace.keep()
        return self._written_down(self._exchange(asked, matched, *self._answered(asked, sending)))

    def _permit(self, asked: Asked, matched: Match, times: int = 1) -> None:
        if self.stopped:
            raise Stopped(self.stopped)
        self._permission.check(asked, matched, self.left, self._clock() - self._began, times)

    def reach(self) -> None:
        """Makes sure that somebody answers at the target.

        Raises:
            TargetError: nobody does.
        """
        path = next((each.path for each in self.contract.operations), "/")
        answer = self._wire.send("OPTIONS", path.replace("{", "").replace("}", ""), (), None)
        if answer.status is None:
            trouble = (answer.trouble or "").removeprefix("connection: ")
            way_out = " Name a private authority with --ca-bundle." if UNTRUSTED in trouble else ""
            raise TargetError(f"cannot reach {self.target.url}: {trouble}.{way_out} Nothing was judged.")
