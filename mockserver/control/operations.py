"""What each operation of the control API does, by its id in the document; a request that comes here is a sound one.

It decides what changes and what is answered; the store changes it, at once and for all processes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from typing import Any, Final

from contracts import UnreadableValue
from mockserver.answers import Answer, Detail, Refusal, Reply
from mockserver.behaviours import Tools
from mockserver.clock import Clock
from mockserver.control.document import DOCUMENT, control_contract
from mockserver.control.exchange import Exchange
from mockserver.control.moments import read_instant, told_clock
from mockserver.refusals import Refusals
from mockserver.store import Snapshot, StoreError, Unreachable

MAXIMUM_PROBLEMS: Final = 1000  # that an answer lists
_KIT: Final = "contractkit"
_MICROSECONDS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Controls:
    """What the operations work with.

    Args:
        tools: those of the mock: its store, its settings, and what real time is.
        exchange: what a state is told and judged by.
        refusals: of the control API.
    """

    tools: Tools
    exchange: Exchange
    refusals: Refusals

    def refused(self, name: str, *, message: str | None = None, details: tuple[Detail, ...] = ()) -> Refusal:
        """A refusal of the control API, by its name."""
        return self.refusals.named(name, message=message, details=details)


Do = Callable[[Controls, Any], Answer]


def _index(controls: Controls, body: Any) -> Answer:
    contract = control_contract()
    operations = [{"method": each.method, "path": each.path, "summary": each.summary} for each in contract.operations]
    return Reply(200, {"title": contract.title, "document": DOCUMENT, "operations": operations})


def _document(controls: Controls, body: Any) -> Answer:
    return Reply(200, control_contract().document)


def _health(controls: Controls, body: Any) -> Answer:
    controls.tools.store.clock()
    return Reply(200, {"status": "ok"})


def _version(controls: Controls, body: Any) -> Answer:
    try:
        kit = version(_KIT)
    except PackageNotFoundError:
        kit = "unknown"  # run from its sources
    return Reply(200, {"kit": kit, "contract": controls.exchange.whose})


def _reset(controls: Controls, body: Any) -> Answer:
    tools, exchange = controls.tools, controls.exchange
    clock = Clock(exchange.catalogue.instant)
    rows = exchange.catalogue.at(exchange.origin).rows
    snapshot = Snapshot(rows, clock.started(tools.real()) if tools.settings.live else clock, exchange.origin)
    tools.store.restore(snapshot, chosen={})
    return _held(snapshot, tools.real())


def _read_clock(controls: Controls, body: Any) -> Answer:
    return _shown(controls, controls.tools.store.clock())


def _change_clock(controls: Controls, body: Any) -> Answer:
    real = controls.tools.real()
    try:
        instant = read_instant(body["instant"]) if "instant" in body else None
    except UnreadableValue as error:
        detail = Detail(("body", "instant"), str(error), "date_time")
        return controls.refused("request_invalid", details=(detail,))

    def change(clock: Clock) -> Clock:
        if instant is not None:
            clock = clock.moved(instant, real)
        match body.get("moving"):
            case True:
                return clock.started(real)
            case False:
                return clock.frozen(real)
        return clock

    return _shown(controls, controls.tools.store.turn(change))


def _advance_clock(controls: Controls, body: Any) -> Answer:
    real = controls.tools.real()
    by = timedelta(microseconds=int(Decimal(body["seconds"]) * _MICROSECONDS))
    try:
        return _shown(controls, controls.tools.store.turn(lambda clock: clock.advanced(by, real)))
    except OverflowError as error:
        return controls.refused("conflict", message=str(error))


def _export_state(controls: Controls, body: Any) -> Answer:
    tools = controls.tools
    return Reply(200, controls.exchange.told(tools.store.snapshot(), tools.real()))


def _import_state(controls: Controls, body: Any) -> Answer:
    tools, exchange = controls.tools, controls.exchange
    if body["contract"] != exchange.whose:
        told, own = ("{title} {version}".format(**each) for each in (body["contract"], exchange.whose))
        return controls.refused("conflict", message=f"This is a state of {told}, and the mock serves {own}.")
    faults = tuple(islice(exchange.faults(body), MAXIMUM_PROBLEMS))
    if faults:
        message = f"The state breaks the contract, and nothing was replaced. Problems listed: {len(faults)}."
        return controls.refused("conflict", message=message, details=faults)
    snapshot = exchange.read(body, tools.real())
    try:
        tools.store.restore(snapshot)
    except Unreachable:
        raise
    except StoreError as error:
        detail = Detail(("body", "rows"), str(error), "store")
        return controls.refused("conflict", message="A row cannot be kept; nothing was replaced.", details=(detail,))
    return _held(snapshot, tools.real())


def _read_settings(controls: Controls, body: Any) -> Answer:
    settings, chosen = controls.tools.settings, controls.tools.store.chosen()
    return Reply(
        200,
        {
            "as": chosen.get("as", settings.acting_as),
            "seed": Decimal(settings.seed),
            "live": settings.live,
            "workers": settings.workers,
            "store": controls.tools.store.name,
        },
    )


def _change_settings(controls: Controls, body: Any) -> Answer:
    name, identities = body["as"], controls.exchange.catalogue.identities.identities
    if name is not None and name not in identities:
        choice = f"Choose one of {', '.join(identities)}." if identities else "These fixtures have none."
        return controls.refused("conflict", message=f"No identity is called {name!r}. {choice}")
    controls.tools.store.choose("as", name)
    return _read_settings(controls, body)


def _shown(controls: Controls, clock: Clock) -> Reply:
    return Reply(200, told_clock(clock, controls.tools.real()))


def _held(snapshot: Snapshot, real: datetime) -> Reply:
    rows = {name: len(each) for name, each in snapshot.rows.items()}
    return Reply(200, {"rows": rows, "answers": len(snapshot.answers), "clock": told_clock(snapshot.clock, real)})


OPERATIONS: Final[Mapping[str, Do]] = {
    "index": _index,
    "document": _document,
    "health": _health,
    "version": _version,
    "reset": _reset,
    "readClock": _read_clock,
    "changeClock": _change_clock,
    "advanceClock": _advance_clock,
    "exportState": _export_state,
    "importState": _import_state,
    "readSettings": _read_settings,
    "changeSettings": _change_settings,
}


def perform(operation: str, controls: Controls, body: Any) -> Answer:
    """Do what an operation is for; a database that does not answer is a refusal.

    Args:
        operation: its id.
        controls: what it works with.
        body: the JSON value of the request's body, sound by its schema.
    """
    try:
        return OPERATIONS[operation](controls, body)
    except Unreachable as error:
        return controls.refused("unavailable", message=f"The database that holds the state fails: {error}")
