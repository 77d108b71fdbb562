"""The family `status`: which status is due, and what comes with it."""

from suites.invariants.status_bodies import INVARIANTS as BODIES
from suites.invariants.status_negotiation import INVARIANTS as NEGOTIATION
from suites.invariants.status_parameters import INVARIANTS as PARAMETERS
from suites.invariants.status_precedence import INVARIANTS as PRECEDENCE
from suites.invariants.status_responses import INVARIANTS as RESPONSES
from suites.invariants.status_routes import INVARIANTS as ROUTES
from suites.invariants.status_rows import INVARIANTS as ROWS
from suites.invariants.status_values import INVARIANTS as VALUES

INVARIANTS = (*RESPONSES, *BODIES, *NEGOTIATION, *ROUTES, *ROWS, *PARAMETERS, *VALUES, *PRECEDENCE)
