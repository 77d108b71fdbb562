"""A faulty deployment for each promise of an operation that makes rows."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from suites.sending.writes import Writes
from tests.suites import broken_creates as broken
from tests.suites.deployment import SOUND
from tests.suites.judging import Fault
from tests.suites.serving import Deployment

AUTHORS = "POST /v1/admin/authors"
BOOKS = "POST /v1/shelves/{shelf_id}/books"
MEMBERSHIPS = "POST /v1/memberships"


def _fault(deployment: Deployment, operation: str, *beside: str, **others: Any) -> Fault:
    return Fault(deployment, operation, beside, writes=Writes(everything=True), **others)


FAULTS: Mapping[str, Fault] = {
    "ST-11": _fault(replace(SOUND, locate=broken.lost), AUTHORS),
    "XE-02": _fault(replace(SOUND, select=broken.stale), AUTHORS),
    "WR-01": _fault(replace(SOUND, show=broken.shouting_when_read), AUTHORS),
    "WR-02": _fault(replace(SOUND, draw_row=broken.with_other("biography", str.upper)), AUTHORS),
    "WR-03": _fault(replace(SOUND, draw_row=broken.with_other("royalty", lambda text: str(float(text)))), AUTHORS),
    "WR-04": _fault(replace(SOUND, draw_row=broken.without_offset), AUTHORS),
    "WR-05": _fault(replace(SOUND, draw_row=broken.audio_unless_told), BOOKS),
    "WR-06": _fault(replace(SOUND, fill=broken.turned_round), AUTHORS),
    "WR-07": _fault(replace(SOUND, fill=broken.one_session), MEMBERSHIPS, "WR-14"),
    "WR-08": _fault(replace(SOUND, clashes=broken.never_clashing), AUTHORS),
    "WR-09": _fault(replace(SOUND, clashes=broken.clashing_in_null), AUTHORS),
    "WR-10": _fault(replace(SOUND, once=broken.refusing_again), AUTHORS),
    "WR-11": _fault(replace(SOUND, once=broken.by_bytes()), AUTHORS),
    "WR-12": _fault(replace(SOUND, once=broken.whatever_is_sent), AUTHORS),
    "WR-13": _fault(replace(SOUND, finish=broken.using_keys_up), AUTHORS),
    "WR-14": _fault(replace(SOUND, once=broken.anybodys), AUTHORS, identities=broken.two_admins()),
    "WR-15": _fault(replace(SOUND, once=broken.looking_too_early, linger=broken.dawdle), AUTHORS),
    "WR-16": _fault(broken.by_offset(), AUTHORS),
    "ST-20": _fault(replace(SOUND, draw_row=broken.as_sent), AUTHORS),
    "XE-05": _fault(replace(SOUND, finish=broken.keeping_refused), AUTHORS),
    "FW-15": _fault(broken.of_one_moment(), AUTHORS),
}
