"""Schemathesis at work on one operation, through the courier; its API is used in this package only.

What it sees leaves as observations, and the invariants judge by them.
"""

from suites.conformance.examiner import examine
from suites.conformance.exclusions import EXCLUSIONS, Exclusion

__all__ = ["EXCLUSIONS", "Exclusion", "examine"]
