"""The requests Schemathesis makes of one operation: examples and coverage first, then fuzzing, valid and invalid.

Of an operation that writes all valid ones come first, in the order in which they are worth a row.

Nothing is sent here, so what is asked hangs on the contract, the known values and the seed alone.
"""

import contextlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import Any

import hypothesis
import schemathesis
from hypothesis.configuration import set_hypothesis_home_dir, storage_directory
from hypothesis.errors import HypothesisException, Unsatisfiable
from schemathesis.errors import SchemathesisError
from schemathesis.generation.drivers import CoverageGenerator, ExamplesGenerator
from schemathesis.generation.feedback import NO_FEEDBACK
from schemathesis.generation.hypothesis.reporting import ignore_hypothesis_output
from schemathesis.generation.overrides import Override

from contracts import Contract, Operation, validator
from suites.conformance.arrangement import spread, valid_first
from suites.conformance.bodies import Node, as_drafted, as_kept
from suites.conformance.carrier import HOST, Case, CourierTransport, load
from suites.conformance.document import (
    Rewrite,
    as_declared,
    document_for,
    with_examples,
    with_lonely_examples,
    with_valid_values,
)
from suites.conformance.parameters import Known
from suites.conformance.selection import Selection
from suites.inputs.drafts import Draft, schema_of
from suites.inputs.refusable import narrow
from suites.profiles import Profile

Subject = schemathesis.APIOperation[Any, Any, Any, Any]
VALID, INVALID = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE
FUZZED_FROM: Mapping[schemathesis.GenerationMode, Rewrite] = {VALID: with_valid_values, INVALID: as_declared}
# Safe methods that a path need not have; others would be sent with nobody's credentials, and another family does.
UNEXPECTED_METHODS = ("OPTIONS", "TRACE")
# Texts of ASCII without NUL: what lies beyond is refused by proxies before the deployment sees it.
CONFIG: Mapping[str, Any] = {
    "base-url": HOST,
    "max-redirects": 0,
    "phases": {"coverage": {"unexpected-methods": list(UNEXPECTED_METHODS)}, "stateful": {"enabled": False}},
    "cache": {"enabled": False},
}
GENERATION: Mapping[str, Any] = {"database": "none", "codec": "ascii", "allow-x00": False}
BODIES = 4  # valid bodies that are drawn: few of them make rows, the least plain first
# Hypothesis keeps tables of Unicode that take seconds to make; the folder it is run in is not the place for them.
HOME = Path(tempfile.gettempdir()) / "contractkit-hypothesis"


class NoRequests(Exception):
    """Schemathesis can make no request of the operation; str() says why, in one line."""


class Generator:
    """Makes the requests of one operation.

    Args:
        contract, operation: what is asked, and by which contract.
        parameters: what is known of the operation's parameters.
        seed: what every random choice starts from.
        carrier: the way the requests will go.
        draft: a valid request of an operation that writes; None where none is known.
        profile: how many requests the fuzzing phase makes at most; what was asked before is not asked again.
        selection: which of the requests are worth sending; all of them in a profile that spares nothing.
    """

    def __init__(
        self,
        contract: Contract,
        operation: Operation,
        parameters: Sequence[Known],
        seed: int,
        carrier: CourierTransport,
        draft: Draft | None,
        profile: Profile,
        selection: Selection,
    ) -> None:
        self._contract, self._operation, self._parameters = contract, operation, tuple(parameters)
        self._seed, self._carrier, self._profile = seed, carrier, profile
        self._selection = None if profile.every else selection
        self._drafted = draft.body if draft else None

    def cases(self) -> Iterator[Case]:
        """Every request, those that are meant to be answered well first.

        Raises:
            NoRequests: Schemathesis does not understand the operation.
        """
        if not self._operation.reads:
            with _at_home(), _told():
                made = [*self._valid_writes(), *self._invalid_writes()]
            yield from made
            return
        for phase in self._phases():
            with _at_home(), _told():
                made = list(phase())
            yield from made

    def _phases(self) -> Iterator[Callable[[], Iterable[Case]]]:
        """What is asked of an operation that reads; the first example is what coverage starts from."""
        examples = partial(self._examples, with_examples)
        yield partial(islice, examples(), 1, 2) if self._selection else examples
        if not self._selection and any(known.alone and known.values for known in self._parameters):
            yield partial(self._examples, with_lonely_examples)
        yield lambda: self._chosen(self._coverage(with_examples))
        yield lambda: self._drawn(VALID)
        if any(narrow(self._contract, known.parameter) for known in self._parameters):
            yield lambda: self._drawn(INVALID)

    def _chosen(self, cases: Iterable[Case]) -> Iterable[Case]:
        return self._selection.of(cases, self._drafted) if self._selection else cases

    def _drawn(self, mode: schemathesis.GenerationMode, body: Node | None = None) -> Iterable[Case]:
        """What is drawn; of few the last valid one, for the first is the least, and one that is surely invalid."""
        drawn = [case for case in self._fuzzing(mode, body) if mode is VALID or not _is(case, VALID)]
        return self._selection.first(drawn[::-1] if mode is VALID else drawn) if self._selection else drawn

    def _valid_writes(self) -> tuple[Case, ...]:
        """With path values that are known: of a parent that is not there no row can be made."""
        body = as_kept(self._contract, self._operation, self._drafted) if self._drafted else None
        covered = [case for case in self._coverage(with_valid_values, body, [VALID]) if _is(case, VALID)]
        if body is None:
            return (*covered, *self._fuzzing(VALID))
        schema = schema_of(self._operation)
        whole = next((case.body for case in covered if isinstance(case.body, dict)), {})
        drawn = list(self._fuzzing(VALID, body, codec="utf-8"))
        return valid_first(
            [*covered, *drawn], whole, lambda made: schema is None or validator(self._contract).fits(schema, made)
        )

    def _invalid_writes(self) -> tuple[Case, ...]:
        body = as_drafted(self._contract, self._operation, self._drafted) if self._drafted else None
        covered = [case for case in self._coverage(with_examples, body, [INVALID]) if not _is(case, VALID)]
        made = [*self._chosen(covered)]
        if self._operation.body or any(narrow(self._contract, known.parameter) for known in self._parameters):
            made += self._drawn(INVALID, body)
        return spread(made, self._profile.invalid_writes)

    def _read(self, rewrite: Rewrite, body: Node | None = None, **generation: Any) -> Subject:
        extra = self._contract.semantics.policy["unknown_query_parameter"] == "reject"
        chosen = {**GENERATION, "allow-extra-parameters": extra, **generation}
        config = schemathesis.Config.from_dict({**CONFIG, "generation": chosen, "seed": self._seed})
        document = document_for(self._contract, self._operation, self._parameters, rewrite, body)
        return load(document, config, self._carrier)[self._operation.path][self._operation.method]

    @cached_property
    def _exemplified(self) -> Subject:
        return self._read(with_examples)

    def _examples(self, rewrite: Rewrite) -> Iterator[Case]:
        operation = self._exemplified if rewrite is with_examples else self._read(rewrite)
        yield from ExamplesGenerator(operation=operation, override=Override(), feedback=NO_FEEDBACK, fill_missing=False)

    def _coverage(
        self,
        rewrite: Rewrite,
        body: Node | None = None,
        modes: Sequence[schemathesis.GenerationMode] = (VALID, INVALID),
    ) -> Iterator[Case]:
        operation = self._exemplified if rewrite is with_examples and body is None else self._read(rewrite, body)
        yield from CoverageGenerator(
            operation=operation,
            generation_modes=[*modes],
            generation_config=operation.schema.config.generation_for(operation=operation, phase="coverage"),
            auth_storage=None,
            override=Override(),
            feedback=NO_FEEDBACK,
        )

    def _most(self, mode: schemathesis.GenerationMode) -> int:
        """How many requests are drawn; of valid bodies enough for one that is not plain."""
        if mode is INVALID:
            return self._profile.invalid
        return self._profile.valid if self._operation.reads else max(self._profile.valid, BODIES)

    def _fuzzing(
        self, mode: schemathesis.GenerationMode, body: Node | None = None, **generation: Any
    ) -> Iterator[Case]:
        made: list[Case] = []
        chosen = {"with-security-parameters": False, **generation}
        strategy = self._read(FUZZED_FROM[mode], body, **chosen).as_strategy(mode)
        settings = hypothesis.settings(
            max_examples=self._most(mode),
            phases=[hypothesis.Phase.generate],
            database=None,
            deadline=None,
            derandomize=False,
            suppress_health_check=list(hypothesis.HealthCheck),
        )

        @settings
        @hypothesis.given(case=strategy)
        def keep(case: Case) -> None:
            made.append(case)

        seeded = hypothesis.seed(f"{self._seed} {mode.value} {self._operation.label}")(keep)
        with contextlib.suppress(Unsatisfiable), ignore_hypothesis_output():
            seeded()
        return iter(made)


def _is(case: Case, mode: schemathesis.GenerationMode) -> bool:
    return case.meta is not None and case.meta.generation.mode is mode


@contextlib.contextmanager
def _at_home() -> Iterator[None]:
    before = storage_directory(intent_to_write=False).home_directory
    set_hypothesis_home_dir(HOME)
    try:
        yield
    finally:
        set_hypothesis_home_dir(before)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (SchemathesisError, HypothesisException) as error:
        raise NoRequests(f"Schemathesis makes no requests of it: {' '.join(str(error).split())[:200]}") from None
