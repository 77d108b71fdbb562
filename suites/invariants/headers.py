"""The family `headers`: what stands beside a body, and the way it travels, as HTTP and the contract have it."""

from suites.invariants.headers_coding import INVARIANTS as CODING
from suites.invariants.headers_links import INVARIANTS as LINKS
from suites.invariants.headers_origins import INVARIANTS as ORIGINS
from suites.invariants.headers_values import INVARIANTS as VALUES

INVARIANTS = (*VALUES, *ORIGINS, *CODING, *LINKS)
