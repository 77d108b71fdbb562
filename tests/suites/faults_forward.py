"""A faulty deployment for each promise of a forward walk."""

from collections.abc import Mapping
from dataclasses import replace

from tests.suites import broken_lists as broken
from tests.suites.deployment import SOUND
from tests.suites.judging import Fault, with_policy
from tests.suites.library import library_contract

AUTHORS = "GET /v1/authors"
BOOKS = "GET /v1/shelves/{shelf_id}/books"
# Where the default order is nobody's promise, a judge of order is silent and the others speak for themselves.
UNORDERED = with_policy(library_contract(), default_order=False)

FAULTS: Mapping[str, Fault] = {
    "FW-01": Fault(replace(SOUND, split=broken.ignoring_cursor), AUTHORS),
    "FW-02": Fault(replace(SOUND, split=broken.shifted(-2, broken.asked_alone)), AUTHORS, contract=UNORDERED),
    "FW-03": Fault(replace(SOUND, split=broken.shifted(1)), BOOKS),
    "FW-04": Fault(replace(SOUND, arrange=broken.by_limit_later, split=broken.by_key), AUTHORS, contract=UNORDERED),
    "FW-05": Fault(replace(SOUND, arrange=broken.by_limit, split=broken.by_key), BOOKS),
    "FW-06": Fault(replace(SOUND, arrange=broken.sort_forgotten, split=broken.by_key), AUTHORS),
    "FW-07": Fault(replace(SOUND, split=broken.inclusive), BOOKS),
    "FW-08": Fault(replace(SOUND, split=broken.to_whole_pages), AUTHORS),
    "FW-09": Fault(broken.expiring(6), AUTHORS),
    "FW-10": Fault(replace(SOUND, split=broken.dropping_ties(backward=False)), BOOKS),
    "FW-11": Fault(replace(SOUND, split=broken.dropping_nulls), BOOKS),
    "FW-12": Fault(replace(SOUND, write_cursor=broken.blunt_cursor), AUTHORS),
    "FW-14": Fault(broken.counting(2), AUTHORS),
    "FW-17": Fault(broken.one_order_at_a_time(), AUTHORS),
    "FW-18": Fault(broken.by_connection(), BOOKS),
}
