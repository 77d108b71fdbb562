"""One faulty deployment for each invariant of the family `authentication`."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from contracts import Contract, Identities
from suites.inputs.detours import straighten
from suites.profiles import GATE, Profile
from suites.verdicts import Outcome
from tests.suites.admission import STAGES, authenticate, check_identity
from tests.suites.deployment import SOUND
from tests.suites.judging import Fault, examine, verdicts
from tests.suites.serving import Answer, Call, Deployment, Refused, Stage, World

AUTHORS, AUTHOR, ADMIN = "GET /v1/authors", "GET /v1/authors/{id}", "GET /v1/admin/authors"
SIGN_IN = "GET /v1/sign-in"
FAMILY = "authentication"
Change = Callable[[Call, Answer], Answer]


def staging(**stages: Stage) -> Deployment:
    """The sound deployment with other stages of these names."""
    return replace(SOUND, stages={**STAGES, **stages})


def finishing(change: Change) -> Deployment:
    """The sound deployment, each answer changed in the end."""
    return replace(SOUND, finish=lambda _world, call, answer: change(call, answer))


def with_header(name: str, value: str) -> Change:
    """Every answer has one more header."""
    return lambda _call, answer: replace(answer, headers=(*answer.headers, (name, value)))


def outcomes(
    parts: Deployment,
    contract: Contract | None = None,
    identities: Identities | None = None,
    profile: Profile = GATE,
) -> Mapping[tuple[str, str], Outcome]:
    """The verdicts of the family, by invariant and operation."""
    found = verdicts(examine(parts, contract, identities=identities, profile=profile), FAMILY)
    return {(each.invariant, each.operation): each.outcome for each in found}


def as_member(world: World, call: Call) -> Call:
    """Lets a request in as a member."""
    member = world.identities.identities["member"]
    return replace(call, identity=member, organization=member.organization)


def opened(label: str) -> Stage:
    """One operation that lets anybody in."""
    return lambda world, call: as_member(world, call) if call.asked.label == label else authenticate(world, call)


def by_prefix(world: World, call: Call) -> Call:
    """A token that begins like a good one is one."""
    sent = call.request.headers.get("authorization", "").removeprefix("Bearer ")
    good = any(len(sent) > 5 and each.token.startswith(sent) for each in world.identities.identities.values())
    return as_member(world, call) if good else authenticate(world, call)


def near(label: str, alike: Callable[[str, str], bool]) -> Stage:
    """One operation that takes a token which is like a known one."""

    def check(world: World, call: Call) -> Call:
        sent = call.request.headers.get("authorization", "").partition(" ")[2]
        known = [each.token for each in world.identities.identities.values()]
        taken = call.asked.label == label and len(sent) > 5 and any(alike(each, sent) for each in known)
        return as_member(world, call) if taken else authenticate(world, call)

    return check


def by_url(world: World, call: Call) -> Call:
    """A token in the URL is taken too."""
    tokens = [value for name, value in call.request.query if name == "access_token"]
    if not tokens:
        return authenticate(world, call)
    headers = {**call.request.headers, "authorization": f"Bearer {tokens[0]}"}
    return authenticate(world, replace(call, request=replace(call.request, headers=headers)))


def not_for_head(world: World, call: Call) -> Call:
    """HEAD is let in unseen."""
    return as_member(world, call) if call.request.method == "HEAD" else authenticate(world, call)


def straightening(world: World, call: Call) -> Call:
    """The router undoes crooked spellings."""
    straight = replace(call.request, path=straighten(call.request.path))
    return replace(STAGES["route"](world, replace(call, request=straight)), request=call.request)


def by_spelling(world: World, call: Call) -> Call:
    """The guard knows the paths as they are written, and lets all others pass."""
    path = call.request.path
    return authenticate(world, call) if path == straighten(path) else as_member(world, call)


def parameters_first() -> Deployment:
    """The schema is checked before anybody asks who calls."""
    order = ["size", "route", "method", "parameters", "authentication", "identity"]
    names = [*order, *(name for name in STAGES if name not in order)]
    return replace(SOUND, stages={name: STAGES[name] for name in names})


def rows_first(world: World, call: Call) -> Call:
    """Who is nobody learns whether the author is there."""
    if is_absent(world, call):
        raise Refused("NOT_FOUND")
    return authenticate(world, call)


def is_absent(world: World, call: Call) -> bool:
    """Whether a request names an author who is not there."""
    return call.asked.label == AUTHOR and call.path["id"] not in {row["id"] for row in world.rows["authors"]}


def unknown_role(world: World, call: Call) -> Call:
    """Who lacks the role is told to show who it is."""
    if call.identity and call.asked.role and call.asked.role not in call.identity.roles:
        raise Refused("unauthenticated", headers=(("WWW-Authenticate", 'Bearer error="invalid_token"'),))
    return check_identity(world, call)


def mute(_call: Call, answer: Answer) -> Answer:
    """A 401 without a challenge."""
    return replace(answer, headers=()) if answer.status == 401 else answer


def suspicious(world: World, call: Call) -> Call:
    """A public operation wants no bad tokens."""
    if call.asked.security != "required" and "authorization" in call.request.headers:
        raise Refused("unauthenticated", headers=(("WWW-Authenticate", "Bearer"),))
    return authenticate(world, call)


def cached(_call: Call, answer: Answer) -> Answer:
    """Every answer may be kept for all."""
    return replace(answer, headers=(*answer.headers, ("Cache-Control", "public, max-age=60")))


FAULTS: Mapping[str, Fault] = {
    "AU-01": Fault(staging(authentication=opened(AUTHORS)), AUTHORS),
    "AU-02": Fault(finishing(mute), AUTHORS),
    "AU-03": Fault(staging(identity=unknown_role), ADMIN),
    "AU-04": Fault(staging(authentication=rows_first), AUTHOR),
    "AU-08": Fault(staging(authentication=suspicious), SIGN_IN),
    "AU-10": Fault(staging(authentication=by_url), AUTHORS),
    "AU-11": Fault(parameters_first(), AUTHORS),
    "AU-12": Fault(staging(authentication=not_for_head), AUTHORS),
    "AU-13": Fault(staging(route=straightening, authentication=by_spelling), AUTHORS),
    "AU-14": Fault(finishing(cached), AUTHORS),
}
