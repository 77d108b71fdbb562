"""A faulty deployment for each promise of an order."""

from collections.abc import Mapping
from dataclasses import replace

from tests.suites import broken_orders as broken
from tests.suites.broken_lists import by_key
from tests.suites.broken_orders import arranged
from tests.suites.deployment import SOUND
from tests.suites.judging import Fault, with_policy
from tests.suites.library import library_contract

AUTHORS = "GET /v1/authors"
ADMIN = "GET /v1/admin/authors"
BOOKS = "GET /v1/shelves/{shelf_id}/books"
# Where ties stand as they like, nobody but their steadiness can be judged.
LOOSE = with_policy(library_contract(), desc_tie_order="any", default_order=False)

FAULTS: Mapping[str, Fault] = {
    "SO-01": Fault(arranged(broken.ascending), AUTHORS),
    "SO-02": Fault(replace(SOUND, arrange=broken.dropping_nulls), BOOKS),
    "SO-03": Fault(arranged(broken.ties_as_they_were), BOOKS),
    "SO-04": Fault(arranged(broken.by_chance), BOOKS, contract=LOOSE),
    "SO-05": Fault(arranged(broken.by_first_key), BOOKS),
    "SO-06": Fault(broken.REFUSING_REPEATS, AUTHORS),
    "SO-07": Fault(arranged(broken.nulls_first), BOOKS),
    "SO-08": Fault(broken.UNKNOWN_LEFT_OUT, AUTHORS),
    "SO-09": Fault(arranged(broken.after_projection), AUTHORS),
    "SO-10": Fault(arranged(broken.forgotten_behind_a_cursor), AUTHORS),
    "SO-11": Fault(replace(SOUND, arrange=broken.by_key_by_default, split=by_key), BOOKS),
    "SO-12": Fault(arranged(broken.by_size), BOOKS, contract=LOOSE),
    "SO-13": Fault(arranged(broken.as_texts), ADMIN),
}
