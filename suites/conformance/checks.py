"""Schemathesis' checks, each with what it needs to look at anything, and their words on one answer."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

import requests
import schemathesis
from schemathesis.checks import CHECKS, CheckFunction, load_all_checks
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.parameters import ParameterLocation
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.generation.meta import REQUEST_SHAPE_PROBES, CoverageScenario, coverage_scenario

from contracts import Operation, Reply
from suites.conformance.carrier import Case
from suites.traffic import Exchange

load_all_checks()


@dataclass(frozen=True, slots=True)
class Look:
    """What a check is shown: a case, and what came of it."""

    operation: Operation
    case: Case
    exchange: Exchange

    @property
    def plain(self) -> bool:
        """Whether the operation itself was asked, in a way that a client may ask."""
        asked = self.exchange.operation
        shaped = coverage_scenario(self.case) in REQUEST_SHAPE_PROBES
        return not shaped and asked is not None and asked.label == self.operation.label

    @property
    def valid(self) -> bool:
        """Whether Schemathesis means the request to be valid."""
        meta = self.case.meta
        return meta is not None and meta.generation.mode is schemathesis.GenerationMode.POSITIVE

    @property
    def reply(self) -> Reply | None:
        """What is promised for the answer's status."""
        return self.operation.reply(self.exchange.status) if self.plain and self.exchange.status else None

    @property
    def welcome(self) -> bool:
        """Whether a caller we know was answered well by a secured operation."""
        known = self.operation.security == "required" and self.exchange.asked.credentials == "valid"
        return self.plain and known and self.exchange.status is not None and 200 <= self.exchange.status < 300


def _probes(look: Look, scenario: CoverageScenario) -> bool:
    return coverage_scenario(look.case) is scenario


def _location(look: Look) -> ParameterLocation | None:
    meta = look.case.meta
    return meta.phase.data.parameter_location if meta else None


def _turned_away(look: Look) -> bool:
    """Whether the answer says nothing of the method: the check lets it pass, and has seen nothing."""
    hidden = look.exchange.status == 404 and "{" in look.operation.path
    return hidden or (look.operation.security == "required" and look.exchange.status in (401, 403))


# A check to whether it has anything to look at in one answer; those that look at several stand in chains.py.
SUBJECTS: Mapping[str, Callable[[Look], bool]] = {
    "not_a_server_error": lambda look: True,
    "status_code_conformance": lambda look: look.plain,
    "content_type_conformance": lambda look: bool(look.reply and look.reply.content),
    "response_headers_conformance": lambda look: bool(look.reply and look.reply.headers),
    "response_schema_conformance": lambda look: bool(look.reply and look.reply.content),
    "negative_data_rejection": lambda look: look.plain and not look.valid,
    "positive_data_acceptance": lambda look: look.plain and look.valid,
    "missing_required_header": lambda look: (
        look.plain and _probes(look, CoverageScenario.MISSING_PARAMETER) and _location(look) is ParameterLocation.HEADER
    ),
    "unsupported_method": lambda look: (
        _probes(look, CoverageScenario.UNSPECIFIED_HTTP_METHOD)
        and look.exchange.asked.method != "OPTIONS"
        and not _turned_away(look)
    ),
    "allow_header_conformance": lambda look: (
        look.exchange.asked.method == "OPTIONS" and bool(look.exchange.header("allow"))
    ),
    "ignored_auth": lambda look: look.welcome,
}
# Asks further requests of its own, and says the same for every answer: once is enough.
ONCE = frozenset(("ignored_auth",))


@dataclass(frozen=True, slots=True)
class Told:
    """A failure as a check tells it: which check, what kind of failure, and its words on one line."""

    check: str
    kind: str
    message: str


def run(
    name: str,
    case: Case,
    response: requests.Response,
    headers: Mapping[str, str],
    recorder: ScenarioRecorder | None = None,
) -> Iterator[Told]:
    """What a check says of an answer.

    Args:
        headers: those that were sent to show who asks.
        recorder: what was asked before, for a check that looks at it.
    """
    failures: tuple[Failure, ...] = ()
    check = cast(CheckFunction, CHECKS.get_one(name))
    given = schemathesis.Response.from_requests(response, verify=True)
    sent = {"headers": dict(headers)}
    try:
        case.validate_response(given, checks=[check], headers=dict(headers), transport_kwargs=sent, recorder=recorder)
    except FailureGroup as group:
        failures = group.exceptions
    for failure in failures:
        words = " ".join(f"{failure.title}: {failure.message}".split())
        yield Told(name, f"{failure.title} {response.status_code}", words)
