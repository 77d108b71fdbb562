"""Makes rows with one operation, and looks for them: what the steps of the probe `writes` have in common."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from contracts import Identity
from suites.evidence.creations import Attempt, attempts, once_header
from suites.inputs.drafts import Draft
from suites.inputs.specimens import placing, without
from suites.inquiry import Inquiry
from suites.probes.lanes import FENCE, Lane, Strip, lanes
from suites.probes.walking import Way
from suites.traffic import Exchange, Trace

LOWEST = 1_000_000  # the first number that places a row
LARGEST = LOWEST * 1000  # what a property has to take to place rows by it; 32 bits hold it
DRAWS = 3  # fences that are tried: two runs hardly ever draw the same

Headers = tuple[tuple[str, str], ...]


class Maker:
    """Makes rows, and looks for them.

    Args:
        inquiry: of the operation that makes them.
        path: the values of its path.
    """

    def __init__(self, inquiry: Inquiry, path: Mapping[str, str]) -> None:
        self.inquiry, self.courier = inquiry, inquiry.courier
        self.contract, self.operation = inquiry.contract, inquiry.operation
        self.lists = lanes(inquiry, ("list", "collect"), self._known(path))
        self.rows = inquiry.subjects.alike(self.operation)
        self.place = placing(self.contract, self.operation, LARGEST, self.rows)
        fence = self._fence() if self.place else None
        self.place, self.lowest = (None, LOWEST) if fence is None else (self.place, fence)

    def _known(self, path: Mapping[str, str]) -> Mapping[str, Any]:
        behaviour = self.operation.behaviour
        return {each.property: path.get(each.parameter) for each in (behaviour.within if behaviour else ())}

    def _fence(self) -> int | None:
        """The first of the numbers that place the rows, drawn by the run's own name; None where none is free."""
        for _ in range(DRAWS):
            drawn = int.from_bytes(sha256(self.courier.fresh().encode()).digest()[:8], "big")
            lowest = LOWEST + drawn % ((LARGEST - LOWEST) // FENCE) * FENCE
            if self.place and all(lane.is_free(self.place, lowest) for lane in self.lists):
                return lowest
        return None

    @property
    def room(self) -> int:
        """How many rows may still be made."""
        return self.courier.room(self.operation)

    def once(self, key: str | None) -> Headers:
        """The header that makes a write happen once; none without a key, or where there is no such header."""
        header = once_header(self.operation)
        return ((header, key),) if header and key else ()

    def make(self, draft: Draft, key: str | None = None, identity: Identity | None = None) -> Attempt:
        """Sends a draft."""
        return self.read(self.inquiry.create(draft, self.once(key), identity))

    def read(self, exchange: Exchange) -> Attempt:
        """What came of a write."""
        return attempts(Trace(self.contract, self.operation, (exchange,)))[0]

    def shaped(self, draft: Draft, body: Mapping[str, Any] | None, offset: int) -> Draft:
        """A draft with another body, placed among the rows of this probe."""
        placed = {self.place: self.lowest + offset} if self.place else {}
        return draft if draft.body is None or body is None else replace(draft, body={**body, **placed})

    def unplaced(self, draft: Draft, body: Mapping[str, Any]) -> Draft:
        """A draft with another body, which leaves out the number that would place it."""
        return replace(draft, body=without(self.contract, self.operation, body, self.place))

    def _is_placed(self, attempt: Attempt) -> bool:
        number = attempt.body.get(self.place) if isinstance(attempt.body, Mapping) else None
        return isinstance(number, int | Decimal) and self.lowest <= number < self.lowest + FENCE

    def lanes_of(self, attempt: Attempt) -> tuple[Lane, ...]:
        """The lists that may show a row, the ones that see all of them first."""
        known = {**(attempt.row or {}), **self._known(attempt.exchange.path_values)}
        here = self.inquiry.subject.path if self.inquiry.subject else {}
        at_home = attempt.exchange.path_values == here
        found = self.lists if at_home else lanes(self.inquiry, ("list", "collect"), known)
        return tuple(sorted(found, key=lambda lane: lane.sees_less))

    def look_at(self, attempt: Attempt) -> None:
        """A row in every list, by its key and among others; by its id; and where `Location` leads."""
        if attempt.key is None or attempt.row is None:
            return
        asked = set()
        for lane in self.lanes_of(attempt):
            if self.find(lane, attempt):
                self._among_others(lane, attempt)
        known = {**attempt.row, **self._known(attempt.exchange.path_values)}
        for lane in lanes(self.inquiry, ("read",), known, attempt.key):
            lane.look((), _anything if lane.hides(attempt.row) else _is_there)
            asked.add(self.courier.exchanges[-1].asked.path)
        self._follow(attempt, asked)

    def find(self, lane: Lane, attempt: Attempt) -> bool:
        """Asks a list for a row, once where it hides it; tells whether it is there."""
        if lane.hides(attempt.row or {}):
            lane.inquiry.get(*lane.query(Way(filter=lane.equal(lane.resource.key, attempt.key))))
            return False
        return lane.find(attempt.key)

    def _among_others(self, lane: Lane, attempt: Attempt) -> None:
        lane.look(lane.query(Way(limit=lane.largest)), lane.settles(attempt))
        if self.place and self._is_placed(attempt) and lane.walker and lane.walker.may_order_by(self.place):
            fenced = Way(f"{self.place}:desc", lane.largest, filter=lane.fence(self.place, self.lowest))
            lane.look(lane.query(fenced), lane.shows(attempt.key))

    def _follow(self, attempt: Attempt, asked: set[str]) -> None:
        """Asks for what `Location` names, as one who may read it."""
        location, behaviour = attempt.exchange.header("location"), self.operation.behaviour
        named = self.contract.operation(behaviour.creation.location or "") if behaviour else None
        base = urlsplit(self.courier.target.url).path.rstrip("/")
        path = urlsplit(location or "").path.removeprefix(base)
        if named is None or not path.startswith("/") or path in asked:
            return
        who = self.inquiry.subjects.caller(named)
        self.courier.send("GET", path, self.courier.credentials(named, who) if who else ())

    def by_value(self, name: str | None, value: Any) -> None:
        """The rows with a value, in the first list that sees all of them and can be asked for it."""
        for lane in sorted(self.lists, key=lambda each: each.sees_less):
            where = lane.equal(name, value) if name else ""
            if where:
                lane.inquiry.get(*lane.query(Way(filter=where)))
                return

    def by_tag(self, draft: Draft) -> None:
        """The rows with a draft's tag."""
        name = (
            next((each for each in draft.tagged if each in self.lists[0].resource.fields), None) if self.lists else None
        )
        self.by_value(name, (draft.body or {}).get(name or ""))

    def insert(self, act: Callable[[], Attempt], turn: int) -> None:
        """Adds a row while lists are walked: after the first page, before the second; in a gate they take turns.

        Args:
            turn: whose turn it is.
        """
        if self.room <= 0:
            return
        target = self.courier.target
        ways = [(lane, way) for lane in self.lists if (way := lane.way(self.place, self.lowest))]
        if ways and not target.profile.every:
            ways = [ways[(target.seed + turn) % len(ways)]]
        strips = [Strip(lane, way) for lane, way in ways]
        attempt = act()
        for strip in strips:
            if attempt.done and attempt.key is not None:
                self.find(strip.lane, attempt)
            strip.go_on()


def _is_there(exchange: Exchange) -> bool:
    return exchange.status == 200


def _anything(_exchange: Exchange) -> bool:
    return True
