"""Where a check of Schemathesis would call a sound deployment broken: a published table, a row for each case.

A row covers operations by what they mean, never by name, and excuses exchanges, never a check as a whole. A test
shows for each row the false alarm that it keeps away.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from contracts import Contract, Operation
from suites.evidence.proxies import is_edge
from suites.expectations import Expectation, needs_no_word
from suites.traffic import Exchange

# Stages that look at who asks, for whom and for which row; the others look at the request as it is written.
OF_OTHERS = frozenset(("authentication", "identity", "organization", "resource", "conflict"))


@dataclass(frozen=True, slots=True)
class Sight:
    """An exchange, and what its request is by the contract."""

    contract: Contract
    operation: Operation
    exchange: Exchange
    expectation: Expectation

    def doubts(self, stage: str) -> bool:
        """Whether the contract and the request leave open what happens at a stage."""
        return any(doubt.stage == stage for doubt in self.expectation.doubts)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """One row.

    Args:
        checks: the checks that do not look.
        operations: which operations, in words.
        requests: which of their exchanges, in words.
        reason: why the check would be wrong about them.
        covers: whether an operation of a contract is meant.
        excuses: whether an exchange is meant.
    """

    checks: tuple[str, ...]
    operations: str
    requests: str
    reason: str
    covers: Callable[[Contract, Operation], bool]
    excuses: Callable[[Sight], bool]


def excused(check: str, sight: Sight, exclusions: Sequence[Exclusion]) -> bool:
    """Whether a check does not look at an exchange."""
    return any(
        check in row.checks and row.covers(sight.contract, sight.operation) and row.excuses(sight) for row in exclusions
    )


def _all(_contract: Contract, _operation: Operation) -> bool:
    return True


def _unexplained(_contract: Contract, operation: Operation) -> bool:
    return operation.behaviour is None


def _paged(_contract: Contract, operation: Operation) -> bool:
    return bool(operation.behaviour and operation.behaviour.listing and operation.behaviour.listing.cursor)


def _projects(_contract: Contract, operation: Operation) -> bool:
    return bool(operation.behaviour and operation.behaviour.listing and operation.behaviour.listing.fields)


def _not_surely_invalid(sight: Sight) -> bool:
    return not _is_malformed(sight) or sight.doubts("route")


def _is_malformed(sight: Sight) -> bool:
    return any(fault.stage not in OF_OTHERS for fault in sight.expectation.faults)


def _meaning_unknown(sight: Sight) -> bool:
    return sight.doubts("expression")


def _crooked(sight: Sight) -> bool:
    return sight.doubts("route")


def _long(sight: Sight) -> bool:
    return sight.doubts("size")


def _by_policy(sight: Sight) -> bool:
    return sight.exchange.status in needs_no_word(sight.contract, sight.operation, sight.exchange.asked)


def _in_part(sight: Sight) -> bool:
    behaviour = sight.operation.behaviour
    if behaviour is None or behaviour.listing is None or behaviour.resource is None:
        return False
    texts = sight.exchange.asked.values(behaviour.listing.fields or "")
    named = {each.strip() for text in texts for each in text.split(",")} - {""}
    return bool(named) and not named >= set(behaviour.resource.properties)


def _guarded(sight: Sight) -> bool:
    return is_edge(sight.exchange)


def _method_unknown_to_server(sight: Sight) -> bool:
    return sight.exchange.status == 501 and sight.exchange.operation is None


RESPONSE_CHECKS = (
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)

EXCLUSIONS: tuple[Exclusion, ...] = (
    Exclusion(
        checks=("negative_data_rejection",),
        operations="every operation",
        requests="requests that are not surely invalid by the contract",
        reason="what a text means is told by its spelling, its grammar and the policy (a limit may be clamped, an "
        "unknown parameter ignored), not by the type that Schemathesis had in mind",
        covers=_all,
        excuses=_not_surely_invalid,
    ),
    Exclusion(
        checks=("positive_data_acceptance",),
        operations="every operation",
        requests="requests that the contract refuses though their schema does not",
        reason="an empty text may be an absent one, and a text that fits its schema may be no filter",
        covers=_all,
        excuses=_is_malformed,
    ),
    Exclusion(
        checks=("positive_data_acceptance",),
        operations="operations that the semantics do not explain",
        requests="requests with query parameters",
        reason="what their texts mean beyond their schemas is not known",
        covers=_unexplained,
        excuses=_meaning_unknown,
    ),
    Exclusion(
        checks=("positive_data_acceptance",),
        operations="lists that page by cursors",
        requests="requests with a cursor",
        reason="only the deployment knows whether a cursor is good: it may be bound to its limit, or have expired",
        covers=_paged,
        excuses=_meaning_unknown,
    ),
    Exclusion(
        checks=("positive_data_acceptance", *RESPONSE_CHECKS),
        operations="every operation",
        requests="requests whose target can be read in more than one way (%2F, %5C, //, a semicolon)",
        reason="what stands before the deployment may refuse them or lead them elsewhere",
        covers=_all,
        excuses=_crooked,
    ),
    Exclusion(
        checks=("positive_data_acceptance",),
        operations="every operation",
        requests="requests longer than every server takes",
        reason="how long a target may be is the deployment's to say (RFC 9110, section 15.5.15)",
        covers=_all,
        excuses=_long,
    ),
    Exclusion(
        checks=("status_code_conformance",),
        operations="every operation",
        requests="answers with a status of the policy `undocumented_status`, or one that the policy gives a refusal",
        reason="the policy says that these need not be documented",
        covers=_all,
        excuses=_by_policy,
    ),
    Exclusion(
        checks=("response_schema_conformance",),
        operations="operations that project",
        requests="requests for some of a row's properties",
        reason="a row shown in part lacks what its schema requires",
        covers=_projects,
        excuses=_in_part,
    ),
    Exclusion(
        checks=("not_a_server_error", "unsupported_method"),
        operations="every operation",
        requests="answers 501 to a method that the path does not take",
        reason="a server that knows no such method at all says so with 501 (RFC 9110, section 15.6.2)",
        covers=_all,
        excuses=_method_unknown_to_server,
    ),
    Exclusion(
        checks=(
            "positive_data_acceptance",
            "status_code_conformance",
            "content_type_conformance",
            "response_headers_conformance",
        ),
        operations="every operation",
        requests="odd requests that a guard before the deployment answers in its own words",
        reason="the request never came to the deployment, and no contract tells what a firewall takes for an attack",
        covers=_all,
        excuses=_guarded,
    ),
)
