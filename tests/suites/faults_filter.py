"""A faulty deployment for each promise of a filter."""

from collections.abc import Mapping
from dataclasses import replace

from tests.suites import broken_filters as broken
from tests.suites.broken_filters import passing, reading
from tests.suites.broken_lists import by_key
from tests.suites.deployment import SOUND
from tests.suites.judging import Fault

AUTHORS = "GET /v1/authors"
BOOKS = "GET /v1/shelves/{shelf_id}/books"
_passes_all = reading(negate=lambda truth: not truth)

FAULTS: Mapping[str, Fault] = {
    "FI-01": Fault(passing(reading(broken.unheard("kind"))), BOOKS),
    "FI-02": Fault(passing(reading(broken.unmatched("kind"))), BOOKS),
    "FI-03": Fault(replace(SOUND, arrange=broken.otherwise_ordered, split=by_key), BOOKS),
    "FI-04": Fault(passing(reading(both=broken.disjunction)), BOOKS),
    "FI-05": Fault(passing(reading(either=broken.conjunction)), BOOKS),
    "FI-06": Fault(passing(_passes_all), BOOKS),
    "FI-07": Fault(passing(reading(broken.at_bounds)), AUTHORS),
    "FI-08": Fault(passing(reading(broken.by_text)), AUTHORS),
    "FI-09": Fault(passing(broken.or_before_and), BOOKS),
    "FI-10": Fault(passing(reading(broken.first_member)), BOOKS),
    "FI-11": Fault(replace(SOUND, acts={**SOUND.acts, "read": broken.reading_otherwise}), AUTHORS),
    "FI-12": Fault(replace(SOUND, acts={**SOUND.acts, "list": broken.missing}), BOOKS),
    "FI-13": Fault(passing(reading(broken.like)), AUTHORS),
    "FI-14": Fault(replace(SOUND, stages=broken.before_expressions(broken.unknown_taken(""))), BOOKS),
    "FI-15": Fault(broken.lost_on_a_later_page(), BOOKS),
    "FI-16": Fault(replace(SOUND, stages=broken.before_expressions(broken.empty_taken)), AUTHORS),
    "FI-17": Fault(replace(SOUND, select=broken.lost_with_fields), AUTHORS),
    "FI-18": Fault(passing(reading(broken.folded)), AUTHORS),
    "FI-19": Fault(passing(reading(broken.to_the_millisecond)), AUTHORS),
    "FI-20": Fault(replace(SOUND, stages=broken.before_expressions(broken.unknown_taken("organization_id"))), BOOKS),
    "FI-21": Fault(replace(SOUND, select=broken.lost_by_path), BOOKS, contract=broken.every_shelf()),
}
