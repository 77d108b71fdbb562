"""What to ask so that each family's invariants are really exercised: one probe a family."""

from collections.abc import Callable, Mapping
from typing import Any

from suites.inquiry import Inquiry
from suites.probes import authentication, backward, conformance, envelope, filter, forward, pages, sort, status

__all__ = ["PROBES"]

PROBES: Mapping[str, Callable[[Inquiry], Mapping[str, Any] | None]] = {
    "conformance": conformance.ask,
    "pages": pages.ask,
    "forward": forward.ask,
    "backward": backward.ask,
    "sort": sort.ask,
    "filter": filter.ask,
    "authentication": authentication.ask,
    "envelope": envelope.ask,
    "status": status.ask,
}
