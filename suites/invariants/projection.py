"""The promises of a projection: a list, or a read, that is asked for some properties of its rows only."""

from functools import partial

from contracts import Contract, Operation
from suites.invariants.invariant import Invariant, lists, walks_forward
from suites.invariants.projection_names import all_names, empty_names, read_in_part, spelling, typed, unknown_names
from suites.invariants.projection_rows import exact, pages_without_key, same_rows, same_values, unions

NO_NAMES = "the operation takes no names of properties"


def takes_names(operation: Operation) -> bool:
    """Whether an operation takes a projection."""
    behaviour = operation.behaviour
    listing = behaviour.listing if behaviour and behaviour.resource else None
    return bool(listing and listing.fields and operation.parameter("query", listing.fields))


def projects(operation: Operation, contract: Contract) -> str | None:
    """Applies to lists that take a projection."""
    return lists(operation, contract) or (None if takes_names(operation) else NO_NAMES)


def walks_projected(operation: Operation, contract: Contract) -> str | None:
    """Applies to lists that take a projection and can be followed page by page."""
    return projects(operation, contract) or walks_forward(operation, contract)


def walks_by_place(operation: Operation, contract: Contract) -> str | None:
    """Applies where a row without its key is known by its place: no page is short for no reason of its own."""
    short = contract.semantics.policy["short_pages"] == "allow"
    reason = walks_projected(operation, contract)
    return reason or ("short_pages allows short pages: no place tells a row without its key" if short else None)


def several(operation: Operation, contract: Contract) -> str | None:
    """Applies to lists whose rows have properties enough for two projections."""
    resource = operation.behaviour.resource if operation.behaviour else None
    few = resource is None or len(resource.properties) < 3  # a key, and one name for each of two
    return projects(operation, contract) or ("a row has too few properties" if few else None)


def reads_projected(operation: Operation, _contract: Contract) -> str | None:
    """Applies to reads that take a projection."""
    behaviour = operation.behaviour
    if behaviour is None or behaviour.kind != "read":
        return "the operation reads no row"
    return None if takes_names(operation) else NO_NAMES


_projection = partial(Invariant, family="projection", applies=projects, rules=("attested",), tier="T1")
_SHAPE = "docs/semantics.md, fields"

INVARIANTS = (
    _projection(
        id="PJ-01",
        title="a row shows the names asked for, null where nothing is set, and no other",
        judge=exact,
        source=_SHAPE,
        tier="T2",
        implies=("EM-08", "PJ-09", "PJ-10"),
    ),
    _projection(
        id="PJ-02",
        title="a value is that of the whole row",
        judge=same_values,
        rules=("law",),
        source="a resource has one state at a time (RFC 9110, section 3.2)",
        implies=("PJ-10",),
    ),
    _projection(
        id="PJ-03",
        title="a projection changes neither rows nor order nor links",
        judge=same_rows,
        rules=("law",),
        source="a projection selects columns, not rows; policy cursor_resizable",
        tier="T2",
        implies=("PJ-02", "PJ-09", "PJ-10", "PJ-13"),
    ),
    _projection(
        id="PJ-04",
        title="two projections together show what each shows",
        judge=unions,
        applies=several,
        rules=("law",),
        source="the union of two sets of columns",
        implies=("PJ-02",),
    ),
    _projection(
        id="PJ-05",
        title="order, repetition and blanks of names change nothing",
        judge=spelling,
        rules=("inferred",),
        source=_SHAPE,
        implies=("PJ-01", "PJ-02", "PJ-03", "PJ-04"),
    ),
    _projection(
        id="PJ-07",
        title="a name that there is not is refused, a private one likewise",
        judge=unknown_names,
        rules=("unknown_name",),
        source="policy unknown_name",
    ),
    _projection(
        id="PJ-08",
        title="a row is read in part as rows are listed in part",
        judge=read_in_part,
        applies=reads_projected,
        source=_SHAPE,
    ),
    _projection(
        id="PJ-09",
        title="no name is as the policy says, an empty name is refused",
        judge=empty_names,
        rules=("empty_parameter",),
        source="policy empty_parameter",
    ),
    _projection(
        id="PJ-10",
        title="all names are as none",
        judge=all_names,
        rules=("inferred",),
        source=_SHAPE,
    ),
    _projection(
        id="PJ-11",
        title="a value that is shown in part follows its type",
        judge=typed,
        source="the schema of the row",
        implies=("PJ-02", "PJ-10", "ST-03"),
    ),
    _projection(
        id="PJ-13",
        title="rows without their key come on the same pages",
        judge=pages_without_key,
        applies=walks_by_place,
        rules=("law",),
        source="a position is that of the row, whatever of it is shown",
        tier="T2",
    ),
)
