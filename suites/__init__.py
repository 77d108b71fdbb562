"""Judges any deployment by its contract alone."""

from suites.actions import actions
from suites.case import Case
from suites.check import check, plugin_of
from suites.controller import Controller, refuse_unsound
from suites.examination import Examination
from suites.invariants import FAMILIES, INVARIANTS, Invariant
from suites.judge import Reading, judge
from suites.learn import learn
from suites.options import OPTIONS, Option, OptionError, Options, Run, prepare
from suites.parts import Part
from suites.plugin import NAME, SCHEDULING, SuitesPlugin
from suites.replay import Replay, replay
from suites.upkeep import update_baseline
from suites.verdicts import Outcome
from suites.worker import Worker, given, part_of

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
    "prepare",
    "refuse_unsound",
    "replay",
    "update_baseline",
]
