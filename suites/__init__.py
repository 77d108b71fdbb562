"""Judges any deployment by its contract alone."""

from suites.actions import actions
from suites.check import check, plugin_of
from suites.examination import Examination
from suites.invariants import FAMILIES, INVARIANTS, Invariant
from suites.judge import Reading, judge
from suites.learn import learn
from suites.options import OPTIONS, Option, OptionError, Options, prepare
from suites.plugin import Case, SuitesPlugin
from suites.replay import Replay, replay
from suites.upkeep import update_baseline
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
    "Replay",
    "SuitesPlugin",
    "actions",
    "check",
    "judge",
    "learn",
    "plugin_of",
    "prepare",
    "replay",
    "update_baseline",
]
