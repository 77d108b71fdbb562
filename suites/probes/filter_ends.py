"""Asks at the ends of what rows show, of every field at once: what all rows pass, and what none does."""

from suites.inputs.ends import Ends
from suites.inputs.spellings import dated
from suites.probes.filtering import Filterer


def ask(asker: Filterer) -> None:
    """Asks for what lies within the ends of each field, and for what lies beyond; midnights by their date alone."""
    policy = asker.inquiry.contract.semantics.policy
    ends = Ends(asker.rows, asker.fields, policy["collation"] == "code_point")
    for tree in (ends.within(), ends.beyond(asker.key)):
        if tree is not None:
            asker.ask(tree, dated(tree))
