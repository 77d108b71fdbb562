"""Judges any deployment by its contract alone."""

from suites.actions import actions
from suites.case import Case
from suites.check import check, plugin_of
from suites.examination import Examination
from suites.findings.replay import Replay, replay
from suites.findings.upkeep import update_baseline
from suites.invariants import FAMILIES, INVARIANTS, Invariant
from suites.judge import Reading, judge
from suites.learn import learn
from suites.options import OPTIONS, Option, OptionError, Options, Run, prefixed, prepare
from suites.plugin import NAME, SCHEDULING, SuitesPlugin
from suites.spread.controller import Controller, refuse_unsound
from suites.spread.parts import Part
from suites.spread.worker import Worker, given, part_of
from suites.verdicts import Outcome

__all__ = [
    "Case",
    "Controller",
    "Examination",
    "FAMILIES",
    "INVARIANTS",
    "Invariant",
    "NAME",
    "OPTIONS",
    "Option",
    "OptionError",
    "Options",
    "Outcome",
    "Part",
    "Reading",
    "Replay",
    "Run",
    "SCHEDULING",
    "SuitesPlugin",
    "Worker",
    "actions",
    "check",
    "given",
    "judge",
    "learn",
    "part_of",
    "plugin_of",
    "prefixed",
    "prepare",
    "refuse_unsound",
    "replay",
    "update_baseline",
]
