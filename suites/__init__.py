"""Judges any deployment by its contract alone."""

from suites.check import check
from suites.examination import Examination
from suites.invariants import FAMILIES, INVARIANTS, Invariant
from suites.judge import Reading, judge
from suites.learn import learn
from suites.options import OPTIONS, Option, OptionError, Options, prepare
from suites.plugin import Case, SuitesPlugin
from suites.verdicts import Outcome

__all__ = [
    "Case",
    "Examination",
    "FAMILIES",
    "INVARIANTS",
    "Invariant",
    "OPTIONS",
    "Option",
    "OptionError",
    "Options",
    "Outcome",
    "Reading",
    "SuitesPlugin",
    "check",
    "judge",
    "learn",
    "prepare",
]
