"""What a token shows of whom nothing is told: nobody's credentials are sent all the same, and refusals are judged."""

from contracts import EVERY_ROLE, Identities, Identity
from suites.examination import Examination
from suites.sending.courier import Courier
from suites.sending.writes import Writes
from suites.target import Target
from suites.verdicts import Outcome
from tests.suites.deployment import SOUND, serve
from tests.suites.judging import URL, examine, pinned, verdicts
from tests.suites.library import library_contract


def test_nobodys_credentials_are_sent_where_no_identity_may_ask() -> None:
    """With one token of no role and no organisation, no operation lacks credentials that a refusal could repeat."""
    lone = Identities(default="one", identities={"one": Identity("one", "lib_one_token")})
    found = [each for each in verdicts(examine(identities=lone), "envelope") if each.invariant == "ER-12"]
    lacking = [each.operation for each in found if each.outcome is Outcome.VACUOUS]
    assert found
    assert not lacking


def test_a_token_of_untold_roles_is_known_by_the_success_that_it_had() -> None:
    """Where an operation that asks for a role let the token in before, its refusals are judged without asking again."""
    lone = Identities(default="one", identities={"one": Identity("one", "lib_admin", roles=(EVERY_ROLE,))})
    for label, before in (("GET /v1/admin/authors", "pages"), ("POST /v1/admin/authors", "writes")):
        target = Target(url=URL, identities=lone, app=serve(SOUND), writes=Writes(everything=True))
        run = Examination(Courier(pinned(library_contract()), target))
        found = {each.invariant: each.outcome for each in verdicts(run, before, "envelope", operation=label)}
        assert (found["ER-07"], found["ER-08"]) == (Outcome.PASS, Outcome.PASS)
        asked = [each for each in run.courier.exchanges if each.purpose == f"envelope {label}"]
        assert asked
        assert not [each for each in asked if each.status in (200, 201)]
