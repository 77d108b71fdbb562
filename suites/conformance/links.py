"""Exchanges as Schemathesis' checks of several answers see them: cases that follow from one another, recorded."""

from collections.abc import Mapping, Sequence
from typing import Any

import schemathesis
from schemathesis.auths import AuthContext
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.generation.meta import CaseMetadata, GenerationInfo, PhaseInfo, StatefulPhaseData, TestPhase
from schemathesis.wfc.escalation import EscalatingAuthProvider

from contracts import Contract
from suites.conformance.carrier import HOST, Case, CourierTransport, answered, load
from suites.conformance.document import document_for, with_path_only
from suites.conformance.parameters import Known
from suites.traffic import Exchange

# A text in place of each value that comes from the answer before: a check looks only at what a link has set.
UNSET = "unset"
Credentials = Mapping[str, str]
# Who asks is no parameter that a link would have to set.
CONFIG: Mapping[str, Any] = {
    "base-url": HOST,
    "cache": {"enabled": False},
    "generation": {"with-security-parameters": False},
}


class Bearer:
    """Shows who asks.

    Args:
        credentials: the headers that do.
    """

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = dict(credentials)

    def get(self, _case: Case, _context: AuthContext) -> Credentials:
        """The headers."""
        return self._credentials

    def set(self, case: Case, data: Credentials, _context: AuthContext) -> None:
        """Puts them on a case."""
        case.headers.update(data)


def linked(contract: Contract, exchange: Exchange, carrier: CourierTransport) -> Case:
    """The case that an exchange is, every value of its path set by a link.

    Raises:
        LookupError: the exchange is of no operation.
    """
    operation = exchange.operation
    if operation is None:
        raise LookupError("an exchange of no operation")
    known = [Known(each) for each in operation.parameters]
    document = document_for(contract, operation, known, with_path_only)
    config = schemathesis.Config.from_dict(dict(CONFIG))
    subject = load(document, config, carrier)[operation.path][operation.method]
    case = subject.Case(path_parameters=dict.fromkeys(exchange.path_values, UNSET), _meta=_stateful())
    case.path_parameters = dict(exchange.path_values)
    return case


def recorded(chain: Sequence[tuple[Case, Exchange]]) -> ScenarioRecorder:
    """A chain of cases, each of which followed from the one before, as a run records it."""
    recorder = ScenarioRecorder(label="chain")
    parent: str | None = None
    for case, exchange in chain:
        recorder.record_case(case=case, parent_id=parent)
        response = schemathesis.Response.from_requests(answered(exchange), verify=True)
        recorder.record_response(case_id=case.id, response=response)
        parent = case.id
    return recorder


def owned(case: Case, before: Case, owner: str, callers: Mapping[str, Credentials]) -> None:
    """Marks two cases as one identity's, and has the checks know the others by name.

    Args:
        callers: the headers of each identity, the owner's among them.
    """
    providers: list[Any] = [Bearer(credentials) for credentials in callers.values()]
    provider = EscalatingAuthProvider(providers, list(callers), peers=tuple(callers), pinned=owner)
    case.operation.schema.auth.providers.append(provider)
    for each in (before, case):
        context = AuthContext(operation=each.operation, app=None)
        provider.set(each, provider.get(each, context), context)


def _stateful() -> CaseMetadata:
    data = StatefulPhaseData(None, None, None, None)
    generation = GenerationInfo(time=0.0, mode=schemathesis.GenerationMode.POSITIVE)
    return CaseMetadata(generation=generation, components={}, phase=PhaseInfo(name=TestPhase.STATEFUL, data=data))
