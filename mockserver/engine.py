"""One request, from what was sent to what is answered: admission, then one behaviour.

Every way through it ends in a Reply or a Refusal. It knows no web framework, and nothing outside but the store.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from contracts import Contract, Identity, Operation
from fixtures import Catalogue
from mockserver.admission import Admitted, admit
from mockserver.answers import Answer
from mockserver.behaviours import Tools, behave, row_named
from mockserver.callers import Callers
from mockserver.case import Case, Gate
from mockserver.clock import RealTime, real_time
from mockserver.errors import NothingShared, UnknownIdentity
from mockserver.faults import assemble
from mockserver.incoming import Incoming
from mockserver.parts import Parts
from mockserver.refusals import Refusals
from mockserver.settings import Settings
from mockserver.store import IN_MEMORY, Cursors, Store, Unreachable

_LOG = logging.getLogger(__name__)
_LATER = "1"  # seconds (RFC 9110, section 10.2.3)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request.

    Args:
        answer: what is answered.
        operation: what was asked for; None where nothing was found.
        identity: who asked; None for a caller that nobody knows.
    """

    answer: Answer
    operation: Operation | None = None
    identity: Identity | None = None


@dataclass(frozen=True, slots=True)
class Engine:
    """Answers requests.

    Args:
        gate: what a request is judged by.
        tools: what behaviours work with.
        acting: the same for each identity that every caller may be taken for while the mock runs, and for none.
        parts: what else it is made of.
    """

    gate: Gate
    tools: Tools
    acting: Mapping[str | None, Gate]
    parts: Parts = Parts()  # noqa: RUF009  # frozen

    def answer(self, incoming: Incoming) -> Outcome:
        """Answer a request; what goes wrong on our side is logged and answered as such, a state out of reach by 503."""
        try:
            case = Case(self._gate(), self.parts.hear(incoming))
            admitted = admit(case, self.parts.stages)
            behaviours = self.parts.behaviours
            answer = behave(admitted, self.tools, behaviours) if isinstance(admitted, Admitted) else admitted
            return Outcome(self.parts.finish(case, answer), case.operation, case.identity)
        except Unreachable as error:
            _LOG.error("answering %s %s waits for the state: %s", ascii(incoming.method), ascii(incoming.path), error)
            return Outcome(self.gate.refusals.named("unavailable", headers={"Retry-After": _LATER}))
        except Exception:  # noqa: BLE001  # whatever it is, the client is told in the envelope, and the log the rest
            _LOG.exception("answering %s %s failed", ascii(incoming.method), ascii(incoming.path))
            return Outcome(self.gate.refusals.named("internal"))

    def _gate(self) -> Gate:
        """By whom callers are taken for now; a name that is nobody's here changes nothing."""
        chosen = self.tools.store.chosen()
        return self.acting.get(chosen["as"], self.gate) if "as" in chosen else self.gate


def prepare(contract: Contract, catalogue: Catalogue, settings: Settings) -> None:
    """Have the state ready for several processes, each of which makes an engine of its own.

    Raises:
        NothingShared: where the state lives in memory.
        MockServerError, StoreError: as for `make_engine`.
    """
    if settings.store == IN_MEMORY:
        raise NothingShared(settings.workers)
    make_engine(contract, catalogue, settings, real_time).tools.store.close()


def make_engine(contract: Contract, catalogue: Catalogue, settings: Settings, real: RealTime) -> Engine:
    """An engine whose store holds the catalogue's rows, or what became of them.

    Raises:
        UnknownIdentity: where the settings name an identity that the catalogue does not have.
        UnknownFault: where they name a fault that nobody knows.
        StoreError: where the database cannot be had or is another's, or a row cannot be kept.
    """
    parts = assemble(settings.faults, contract)
    contract = parts.contract(contract)
    cursors, refusals = parts.cursors(Cursors(settings.secret("cursor"))), Refusals(contract)
    identities = catalogue.identities
    acting_as = None if settings.acting_as is None else identities.identities.get(settings.acting_as)
    if settings.acting_as is not None and acting_as is None:
        raise UnknownIdentity(settings.acting_as, identities.identities)
    store = Store(contract, settings.store)
    store.seed(parts.rows(catalogue.at(settings.origin).rows), catalogue.instant, settings.origin)
    if settings.live:
        store.turn(lambda clock: clock.started(real()))
    tools = Tools(contract, parts.store(store), cursors, refusals, settings, identities.organizations, real)
    gate = parts.gate(
        Gate(contract, Callers(identities, acting_as), cursors, refusals, partial(row_named, tools=tools))
    )
    acting: dict[str | None, Gate] = {None: replace(gate, callers=Callers(identities))}
    acting |= {name: replace(gate, callers=Callers(identities, each)) for name, each in identities.identities.items()}
    return Engine(gate, tools, acting, parts)
