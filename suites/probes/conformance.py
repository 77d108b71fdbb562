"""Has Schemathesis ask the operation, and hands on what its checks saw.

In `gate` at most some 16 requests of a read and, of a create, 20 and one for each property, where nothing fails; each
failure costs at most 24 more. Of an operation that writes at most 6 rows are made where nothing fails, and a failure
is made smaller only while 8 more may be.
"""

from collections.abc import Mapping
from typing import Any

from suites.conformance import examine
from suites.evidence.observations import OBSERVATIONS
from suites.inquiry import Inquiry


def ask(inquiry: Inquiry) -> Mapping[str, Any]:
    """Asks by examples, by coverage of the schemas and by chance, valid and invalid."""
    return {OBSERVATIONS: examine(inquiry)}
