"""A row at its step: what it shows follows from when it began and what the clock shows, and is stored nowhere."""

from datetime import datetime, timedelta

from contracts import FieldType, Resource, read_value
from mockserver.store import Row


def at_step(row: Row, resource: Resource, now: datetime) -> Row:
    """A row as it is now.

    Args:
        row: as it is stored.
        resource: whose it is.
        now: what the mock's clock shows.
    """
    timeline = resource.timeline
    began = read_value(FieldType.DATE_TIME, row.get(timeline.since)) if timeline else None
    if timeline is None or not isinstance(began, datetime):
        return row
    shown = dict(row)
    for step in timeline.steps:
        if now - began >= timedelta(seconds=step.after):
            shown |= step.values
    return shown
