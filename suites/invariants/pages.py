"""What one page of a list promises: its size, its links, its rows.

Pure: each function judges a trace and asks nothing.
"""

from suites.invariants.invariant import Invariant, lists
from suites.pages import pages
from suites.traffic import Trace
from suites.verdicts import Breach, Judgement


def _repeats(trace: Trace) -> Judgement:
    breaches = []
    exercised = 0
    for page in pages(trace):
        keys = [key for key in page.keys if key is not None]
        exercised += len(keys) > 1
        twice = sorted({str(key) for key in keys if keys.count(key) > 1})
        if twice:
            message = f"One page holds {len(twice)} row(s) more than once: {', '.join(twice[:3])}."
            breaches.append(Breach(message, (page.exchange,)))
    return Judgement(
        exercised, tuple(breaches), {"pages": exercised}, lacking="no page showed two rows with their keys"
    )


INVARIANTS = (
    Invariant(
        id="PG-10",
        family="pages",
        title="no row stands twice on a page",
        rules=("law",),
        judge=_repeats,
        applies=lists,
        source="a page is a part of a set",
        scope="run",
    ),
)
