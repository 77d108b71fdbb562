"""The family `scoping`: what organisations and visibility keep apart, asked by two identities."""

from suites.invariants.scoping_filters import INVARIANTS as FILTERS
from suites.invariants.scoping_lists import INVARIANTS as LISTS
from suites.invariants.scoping_rows import INVARIANTS as ROWS
from suites.invariants.scoping_visibility import INVARIANTS as VISIBILITY

INVARIANTS = (*ROWS, *LISTS, *FILTERS, *VISIBILITY)
