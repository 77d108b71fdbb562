"""What to ask so that each family's invariants are really exercised: one probe a family."""

from collections.abc import Callable, Mapping
from typing import Any

from suites.inquiry import Inquiry
from suites.probes import (
    authentication,
    backward,
    conformance,
    creates,
    cursors,
    embedding,
    envelope,
    filter,
    forward,
    headers,
    pages,
    plain,
    projection,
    rows,
    scoping,
    sort,
    status,
)

__all__ = ["PLAIN", "PROBES"]

PLAIN = "plain"  # asked in place of every family's own, where a profile says so

PROBES: Mapping[str, Callable[[Inquiry], Mapping[str, Any] | None]] = {
    "conformance": conformance.ask,
    "forward": forward.ask,
    "backward": backward.ask,
    "sort": sort.ask,
    "filter": filter.ask,
    "projection": projection.ask,
    "embedding": embedding.ask,
    "cursors": cursors.ask,
    "writes": creates.ask,
    "pages": pages.ask,
    "rows": rows.ask,
    "scoping": scoping.ask,
    "authentication": authentication.ask,
    "headers": headers.ask,
    "envelope": envelope.ask,
    "status": status.ask,
    PLAIN: plain.ask,
}
