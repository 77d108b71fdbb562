"""One faulty deployment for each invariant of the family `status`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from contracts import Contract, Identities, Misspelt, Parameter, match, read_text
from suites.examination import Examination
from suites.profiles import GATE, Profile
from suites.sending.courier import Courier
from suites.sending.writes import Writes
from suites.target import Target
from tests.suites.deployment import SOUND, serve
from tests.suites.faults_envelope import AUTHOR, AUTHORS, BOOKS, finishing
from tests.suites.judging import URL, Fault, pinned, with_policy
from tests.suites.library import library_contract, library_identities
from tests.suites.serving import Answer, Call, Deployment, Refused, World

CREATE, SIGN_IN = "POST /v1/admin/authors", "GET /v1/sign-in"
REDIRECTING = with_policy(library_contract(), trailing_slash="redirect")


@dataclass(frozen=True, slots=True)
class WritingFault(Fault):
    """A fault that only a run which may write can meet."""

    def examine(self) -> Examination:
        """A run against the faulty deployment that may write."""
        return writing(self.deployment, self.contract, self.identities)


def writing(
    parts: Deployment = SOUND,
    contract: Contract | None = None,
    identities: Identities | None = None,
    profile: Profile = GATE,
) -> Examination:
    """A run against a deployment, every rule pinned, that may write; what fails on every write counts each as a row."""
    contract = contract or library_contract()
    identities = identities or library_identities()
    app = serve(parts, contract=contract, identities=identities)
    target = Target(url=URL, identities=identities, app=app, writes=Writes(everything=True, most=100), profile=profile)
    return Examination(Courier(pinned(contract), target))


def staged(name: str, stage: Any) -> Deployment:
    """The sound deployment with another stage of that name."""
    return replace(SOUND, stages={**SOUND.stages, name: stage})


def failing(call: Call, answer: Answer) -> Answer:
    """A limit of nothing ends in a failure."""
    nothing = dict(call.request.query).get("limit") == "0"
    return Answer(500, {"code": "INTERNAL_ERROR", "message": "Sorry.", "errors": None}) if nothing else answer


def undocumented(_call: Call, answer: Answer) -> Answer:
    """A success of another kind."""
    return replace(answer, status=203) if answer.status == 200 else answer


def without_moment(_world: World, _call: Call, row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row without a property that it must have."""
    return {name: value for name, value in row.items() if name != "created_at"}


def unreadable_is_invalid(world: World, call: Call) -> Call:
    """Refuses a body that is no JSON as one that breaks its schema."""
    try:
        return SOUND.stages["syntax"](world, call)
    except Refused:
        raise Refused("request_invalid") from None


def foreign_is_unreadable(world: World, call: Call) -> Call:
    """Refuses a body of another media type as one that is no JSON."""
    try:
        return SOUND.stages["media_type"](world, call)
    except Refused:
        raise Refused("body_malformed") from None


def picky(call: Call, answer: Answer) -> Answer:
    """Takes one media type by its full name only."""
    accept = call.request.headers.get("accept", "*/*")
    fine = accept in ("*/*", "application/json") or answer.status >= 400
    return answer if fine else Answer(406, {"code": "NOT_FOUND", "message": "No.", "errors": None})


def unknown_path_is_bad(call: Call, answer: Answer) -> Answer:
    """A 400 where no path matches."""
    return replace(answer, status=400) if answer.status == 404 and not call.allowed else answer


def method_is_a_path(_world: World, call: Call) -> Call:
    """A method that is not there makes the path unknown."""
    if call.operation is None:
        raise Refused("route_unknown")
    return call


def more_allowed(_call: Call, answer: Answer) -> Answer:
    """`Allow` promises what there is not."""
    told = tuple((name, f"{value}, DELETE" if name == "Allow" else value) for name, value in answer.headers)
    return replace(answer, headers=told)


def no_head(call: Call, answer: Answer) -> Answer:
    """HEAD finds nothing."""
    return Answer(404) if call.request.method == "HEAD" else answer


def chatty(_call: Call, answer: Answer) -> Answer:
    """A 204 with a body."""
    return replace(answer, body=b"done") if answer.status == 204 else answer


def row_as_route(_call: Call, answer: Answer) -> Answer:
    """An unknown row is told as an unknown path is."""
    unknown = answer.status == 404 and answer.document["code"] == "NOT_FOUND"
    return replace(answer, document={**answer.document, "code": "ROUTE_NOT_FOUND"}) if unknown else answer


def ill_typed_is_unknown(_call: Call, answer: Answer) -> Answer:
    """An ill-typed id is answered like an unknown one."""
    if answer.status != 422 or answer.document["errors"][0]["loc"][0] != "path":
        return answer
    return Answer(404, {"code": "NOT_FOUND", "message": "There is no such row.", "errors": None})


def long_is_invalid(_call: Call, answer: Answer) -> Answer:
    """A target beyond size breaks the schema."""
    return replace(answer, status=422) if answer.status == 414 else answer


def only_declared(_world: World, call: Call) -> Call:
    """Refuses parameters that nobody declared."""
    for name, _ in call.request.query:
        if call.operation and not call.operation.parameter("query", name):
            raise Refused("request_invalid", [(("query", name), "What is that?", "unknown")])
    return SOUND.stages["parameters"](_world, call)


def last_counts(contract: Contract, parameter: Parameter, texts: Sequence[str]) -> Any:
    """Takes the last of several texts."""
    return read_text(contract, parameter, texts[-1:])


def unnamed(_call: Call, answer: Answer) -> Answer:
    """A missing parameter is told as another one."""
    if answer.status != 422:
        return answer
    details = [{**each, "loc": ["query", "something"]} for each in answer.document["errors"]]
    return replace(answer, document={**answer.document, "errors": details})


def clamped(contract: Contract, parameter: Parameter, texts: Sequence[str]) -> Any:
    """Takes a limit beyond its maximum for the maximum."""
    try:
        return read_text(contract, parameter, texts)
    except Misspelt as error:
        if error.kind != "maximum":
            raise
        return parameter.schema.value["maximum"]  # type: ignore[index]


def throttled(call: Call, answer: Answer) -> Answer:
    """Too many requests every few, and no word of when to come back."""
    odd = call.request.number % 4 == 0
    return Answer(429, {"code": "RATE_LIMITED", "message": "Slower.", "errors": None}) if odd else answer


def redirecting(call: Call, answer: Answer, host: str = "") -> Answer:
    """A path with a slash more leads to the path without it."""
    path = call.request.path
    known = path.endswith("/") and match(library_contract(), "GET", path.rstrip("/")).template
    return Answer(308, headers=(("Location", f"{host}{path.rstrip('/')}"),)) if known else answer


def caller_first() -> Deployment:
    """Asks who calls before it looks at the method."""
    names = ["size", "route", "authentication", "method", *list(SOUND.stages)[4:]]

    def authenticate(world: World, call: Call) -> Call:
        return call if call.operation is None and _sent(call) else _authenticated(world, call)

    stages = {name: SOUND.stages[name] for name in names}
    return replace(SOUND, stages={**stages, "authentication": authenticate})


def _authenticated(world: World, call: Call) -> Call:
    if call.operation is None:
        raise Refused("unauthenticated", headers=(("WWW-Authenticate", "Bearer"),))
    return SOUND.stages["authentication"](world, call)


def _sent(call: Call) -> bool:
    return "authorization" in call.request.headers


FAULTS: Mapping[str, Fault] = {
    "ST-01": Fault(finishing(failing), AUTHORS),
    "ST-02": Fault(finishing(undocumented), AUTHORS),
    "ST-03": Fault(replace(SOUND, show=without_moment), AUTHORS),
    "ST-04": WritingFault(staged("syntax", unreadable_is_invalid), CREATE),
    "ST-05": WritingFault(staged("media_type", foreign_is_unreadable), CREATE),
    "ST-06": Fault(finishing(picky), AUTHOR, beside=("ST-02",)),
    "ST-07": Fault(finishing(unknown_path_is_bad), AUTHORS),
    "ST-08": Fault(staged("method", method_is_a_path), AUTHORS),
    "ST-09": Fault(finishing(more_allowed), AUTHORS),
    "ST-10": Fault(finishing(no_head), AUTHORS),
    "ST-12": Fault(finishing(chatty), AUTHORS),
    "ST-13": Fault(finishing(row_as_route), AUTHOR),
    "ST-14": Fault(finishing(ill_typed_is_unknown), AUTHOR),
    "ST-15": Fault(finishing(long_is_invalid), AUTHORS),
    "ST-16": Fault(staged("parameters", only_declared), AUTHORS),
    "ST-17": Fault(replace(SOUND, read_parameter=last_counts), BOOKS),
    "ST-18": Fault(finishing(unnamed), SIGN_IN),
    "ST-19": Fault(replace(SOUND, read_parameter=clamped), BOOKS),
    "ST-22": Fault(finishing(throttled), BOOKS),
    "ST-23": Fault(
        finishing(lambda call, answer: redirecting(call, answer, "https://elsewhere.test")), AUTHORS, (), REDIRECTING
    ),
    "ST-24": Fault(caller_first(), AUTHORS),
}
