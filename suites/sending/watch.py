"""Ends the asking where the target is in trouble: what the breaker suspects is held against requests that went well.

A deployment that fails where it is asked oddly answers a plain request still, and is judged on. One that fails there
too is left alone; so is one that knows none of the tokens, since nothing could be judged there.
"""

from collections import Counter
from collections.abc import Callable

from contracts import Contract
from suites.expectations import beyond_size
from suites.sending.breaker import Breaker, is_failure
from suites.traffic import Exchange

STRANGE = 40  # answers 401 to tokens that are said to be good, and not another one
STRANGE_TO = 3  # operations that they are of
STRANGERS = "the target knows no token, and is asked no more"
PULSES = (0.0, 1.0, 3.0)  # seconds before each time that a plain request is sent: a restart may take as long


class Watch:
    """Looks after one run.

    Args:
        contract: tells which requests are beyond what every server takes: such a one may be dropped.
        again: asks the same as an exchange did, beside the trace; None where the run may ask no more.
        sleep: lets seconds pass.
    """

    def __init__(
        self, contract: Contract, again: Callable[[Exchange], Exchange | None], sleep: Callable[[float], None]
    ) -> None:
        self.stopped: str | None = None
        self._contract, self._again, self._sleep = contract, again, sleep
        self._breaker = Breaker()
        self._plain: Exchange | None = None
        self._strange: Counter[str] | None = Counter()

    def heed(self, exchange: Exchange) -> None:
        """Takes note of an exchange, and finds out whether the target is well where its answers say otherwise."""
        if self.stopped or (is_failure(exchange.status) and beyond_size(self._contract, exchange)):
            return
        self._breaker.note(exchange.status, exchange.elapsed)
        if self._is_plain(exchange):
            self._plain = exchange
        suspicion = self._breaker.suspicion
        if self._knows_nobody(exchange):
            self.stopped = f"{STRANGERS}: {STRANGE} requests with one are answered 401"
        elif suspicion and not self._is_well():
            self.stopped = f"the target is in trouble, and is asked no more: {suspicion}"
        elif suspicion:
            self._breaker.calm()

    def _knows_nobody(self, exchange: Exchange) -> bool:
        """Whether all who are said to be known have been strangers so far, often and wherever they asked."""
        secured = exchange.operation is not None and exchange.operation.security == "required"
        if self._strange is None or not secured or exchange.asked.credentials != "valid" or exchange.noisy:
            return False
        if exchange.status != 401:
            self._strange = None
            return False
        self._strange[exchange.operation.label if exchange.operation else ""] += 1
        return self._strange.total() >= STRANGE and len(self._strange) >= STRANGE_TO

    def _is_plain(self, exchange: Exchange) -> bool:
        """Whether an exchange is one to ask again: the first read that was answered, a good one before others."""
        known = self._plain.status if self._plain else None
        if exchange.asked.method != "GET" or exchange.noisy or is_failure(exchange.status):
            return False
        return known is None or (known >= 300 and (exchange.status or 0) < 300)

    def _is_well(self) -> bool:
        if self._plain is None:
            return False
        for pause in PULSES:
            self._sleep(pause)
            answer = self._again(self._plain)
            if answer is None:
                return True
            if not answer.noisy and not is_failure(answer.status) and not self._breaker.is_slow(answer.elapsed):
                return True
        return False
