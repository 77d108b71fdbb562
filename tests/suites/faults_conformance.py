"""One faulty deployment for each check of Schemathesis: of one answer, or of what follows a row that was made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from contracts import Contract, Misspelt, Parameter, load_contract
from suites.examination import Examination
from suites.sending.courier import Courier
from suites.sending.writes import Writes
from suites.target import Target
from suites.verdicts import Outcome
from tests.suites.admission import enter_organization, read_parameter
from tests.suites.deployment import SOUND, refuse, serve
from tests.suites.judging import URL, Fault, pinned
from tests.suites.library import FOLDER, ORGANIZATIONS, library_contract, library_identities
from tests.suites.listing import answer_read, show
from tests.suites.serving import Answer, Call, Deployment, Refused, Row, World

AUTHORS, AUTHOR = "GET /v1/authors", "GET /v1/authors/{id}"
ADD_AUTHOR, ADD_BOOK, JOIN = "POST /v1/admin/authors", "POST /v1/shelves/{shelf_id}/books", "POST /v1/memberships"
BOOK = "/v1/shelves/{shelf_id}/books/{id}"


def writing(
    parts: Deployment = SOUND,
    contract: Contract | None = None,
    writes: Writes | None = None,
    seed: int = 0,
    rules: Callable[[Contract], Contract] = pinned,
) -> Examination:
    """A run that may write."""
    contract, identities = contract or library_contract(), library_identities()
    target = Target(
        url=URL,
        identities=identities,
        app=serve(parts, None, contract, identities),
        seed=seed,
        writes=writes or Writes(everything=True),
    )
    return Examination(Courier(rules(contract), target))


@dataclass(frozen=True, slots=True)
class WritingFault(Fault):
    """A fault that only a run finds that may write."""

    def examine(self) -> Examination:
        """A run against the faulty deployment."""
        return writing(self.deployment, self.contract)


def amended(change: Callable[[dict[str, Any]], None], semantics: bool = True) -> Contract:
    """The library's contract with its document changed, and with its meaning or without."""
    document = yaml.safe_load((FOLDER / "openapi.yaml").read_text(encoding="utf-8"))
    change(document)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "openapi.yaml"
        path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
        return load_contract(path, FOLDER / "semantics.yaml" if semantics else None)


def finishing(change: Callable[[Call, Answer], Answer]) -> Deployment:
    """The sound deployment, each answer changed in the end."""
    return replace(SOUND, finish=lambda _world, call, answer: change(call, answer))


def nothing_for_authors(call: Call, answer: Answer) -> Answer:
    """A 404 in place of every page of authors."""
    listed = call.operation is not None and call.operation.label == AUTHORS
    missing = Answer(404, {"code": "ROUTE_NOT_FOUND", "message": "There is no such path.", "errors": None})
    return missing if listed and answer.status == 200 else answer


def breaking(call: Call, answer: Answer) -> Answer:
    """An error of the server for every order."""
    return Answer(500, {"code": "INTERNAL_ERROR", "message": "Sorry."}) if call.value("sort_by") else answer


def undocumented(call: Call, answer: Answer) -> Answer:
    """A success of another kind for a projection."""
    return replace(answer, status=203) if answer.status == 200 and call.value("fields") else answer


def as_text(_call: Call, answer: Answer) -> Answer:
    """JSON that says it is text."""
    return (
        replace(answer, headers=(*answer.headers, ("Content-Type", "text/plain"))) if answer.status == 200 else answer
    )


def other_methods(call: Call, answer: Answer) -> Answer:
    """An `Allow` that names what the path does not take."""
    return replace(answer, headers=(("Allow", "GET, DELETE"),)) if call.request.method == "OPTIONS" else answer


def without_name(world: World, call: Call, row: Row) -> Row:
    """A row without a property that it must have."""
    return {name: value for name, value in show(world, call, row).items() if name != "name"}


def any_limit(contract: Contract, parameter: Parameter, texts: Sequence[str]) -> Any:
    """A limit that is no limit is left aside."""
    try:
        return read_parameter(contract, parameter, texts)
    except Misspelt:
        if parameter.name != "limit":
            raise
        return None


def no_largest_limit(contract: Contract, parameter: Parameter, texts: Sequence[str]) -> Any:
    """The largest limit is refused, though the contract has it."""
    if parameter.name == "limit" and list(texts) == ["50"]:
        raise Misspelt(("query", "limit"), "50 is too large.", "maximum")
    return read_parameter(contract, parameter, texts)


def forbidden(world: World, call: Call, refused: Refused) -> Answer:
    """Who shows nothing is refused with 403."""
    answer = refuse(world, call, refused)
    return replace(answer, status=403) if answer.status == 401 else answer


def without_allow(world: World, call: Call, refused: Refused) -> Answer:
    """A refusal without a header."""
    return replace(refuse(world, call, refused), headers=())


def anybody(_world: World, call: Call) -> Call:
    """Whoever calls is let in."""
    return call


def promising_a_count(document: dict[str, Any]) -> None:
    """Promises a header with every page of authors."""
    headers = {"X-Total": {"required": True, "schema": {"type": "integer"}}}
    document["paths"]["/v1/authors"]["get"]["responses"]["200"]["headers"] = headers


def forgetful(_world: World, _call: Call, _row: Row) -> None:
    """Says that a row was made, and keeps none."""


def everybodys(world: World, call: Call) -> Call:
    """Whoever reads one row acts for the first organisation."""
    entered = enter_organization(world, call)
    reads = call.asked.behaviour is not None and call.asked.behaviour.kind == "read"
    return replace(entered, organization=ORGANIZATIONS[0]) if reads else entered


def with_delete(document: dict[str, Any]) -> None:
    """Has the contract delete books too."""
    path = document["paths"][BOOK]
    parameters = [{"$ref": f"#/components/parameters/{name}"} for name in ("ShelfId", "RowId")]
    refused = {status: {"$ref": "#/components/responses/Refused"} for status in ("401", "403", "404", "422")}
    replies = {"204": {"description": "The book is no more."}, **refused}
    path["delete"] = {"operationId": "deleteBook", "parameters": parameters, "responses": replies}


def deleting(removes: bool) -> Deployment:
    """A deployment that says it deletes, and does or does not."""

    def act(world: World, call: Call) -> Answer:
        if call.request.method != "DELETE":
            return answer_read(world, call)
        books, wanted = world.rows["books"], call.values["path", "id"]
        if removes:
            books[:] = [row for row in books if row["id"] != wanted]
        return Answer(204)

    return replace(SOUND, acts={**SOUND.acts, "read": act})


FAULTS: Mapping[str, Fault] = {
    "CF-01": Fault(finishing(nothing_for_authors), AUTHORS, outcome=Outcome.VACUOUS),
    "schemathesis.not_a_server_error": Fault(finishing(breaking), AUTHORS),
    "schemathesis.status_code_conformance": Fault(finishing(undocumented), AUTHORS),
    "schemathesis.content_type_conformance": Fault(finishing(as_text), AUTHOR),
    "schemathesis.response_headers_conformance": Fault(SOUND, AUTHORS, contract=amended(promising_a_count)),
    "schemathesis.response_schema_conformance": Fault(replace(SOUND, show=without_name), AUTHOR),
    "schemathesis.negative_data_rejection": Fault(replace(SOUND, read_parameter=any_limit), AUTHORS),
    "schemathesis.positive_data_acceptance": Fault(replace(SOUND, read_parameter=no_largest_limit), AUTHORS),
    "schemathesis.missing_required_header": Fault(replace(SOUND, refuse=forbidden), AUTHOR),
    "schemathesis.unsupported_method": Fault(replace(SOUND, refuse=without_allow), AUTHOR),
    "schemathesis.allow_header_conformance": Fault(finishing(other_methods), AUTHOR),
    "schemathesis.ignored_auth": Fault(
        replace(SOUND, stages={**SOUND.stages, "authentication": anybody, "identity": anybody}), AUTHORS
    ),
    "schemathesis.ensure_resource_availability": WritingFault(replace(SOUND, store=forgetful), ADD_BOOK),
    "schemathesis.use_after_free": WritingFault(deleting(False), ADD_BOOK, contract=amended(with_delete)),
    "schemathesis.object_level_authorization": WritingFault(
        replace(SOUND, stages={**SOUND.stages, "organization": everybodys}), ADD_BOOK
    ),
}
