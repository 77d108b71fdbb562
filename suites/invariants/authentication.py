"""The family `authentication`: who may call, what others are told, and that there is no way around."""

from suites.invariants.authentication_refusals import INVARIANTS as REFUSALS
from suites.invariants.authentication_ways import INVARIANTS as WAYS

INVARIANTS = (*REFUSALS, *WAYS)
