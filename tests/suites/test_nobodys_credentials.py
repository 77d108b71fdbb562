"""Who has no identity that may ask an operation still sends it credentials that are nobody's."""

from contracts import Identities, Identity
from suites.verdicts import Outcome
from tests.suites.judging import examine, verdicts


def test_nobodys_credentials_are_sent_where_no_identity_may_ask() -> None:
    """With one token of no role and no organisation, no operation lacks credentials that a refusal could repeat."""
    lone = Identities(default="one", identities={"one": Identity("one", "lib_one_token")})
    found = [each for each in verdicts(examine(identities=lone), "envelope") if each.invariant == "ER-12"]
    lacking = [each.operation for each in found if each.outcome is Outcome.VACUOUS]
    assert found
    assert not lacking
