"""The family `envelope`: what every refusal looks like and what it says."""

from suites.invariants.envelope_codes import INVARIANTS as CODES
from suites.invariants.envelope_details import INVARIANTS as DETAILS
from suites.invariants.envelope_disclosure import INVARIANTS as DISCLOSURE
from suites.invariants.envelope_shape import INVARIANTS as SHAPE
from suites.invariants.envelope_steadiness import INVARIANTS as STEADINESS

INVARIANTS = (*SHAPE, *CODES, *DETAILS, *STEADINESS, *DISCLOSURE)
