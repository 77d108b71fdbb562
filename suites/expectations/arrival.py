"""The stages before a request is read in full: its size, its path, its method, who sends it, for whom. Pure.

What depends on the deployment's own bounds, tokens and memberships is a doubt, never a fault.
"""

from collections.abc import Iterator

from contracts import EVERY_ROLE, SAFE_METHODS, match
from suites.expectations.expectation import Doubt, Fault
from suites.expectations.request import Request
from suites.inputs.absent import NIL

Found = Iterator[Fault | Doubt]

# Octets that every server takes (RFC 9110, section 4.1, for the target); beyond, it is the deployment's to say.
COMMON_SIZE = 8_000
COMMON_BODY = 64 * 1024
METHODS = (*SAFE_METHODS, "POST", "PUT", "PATCH", "DELETE")


def size(request: Request) -> Found:
    """Targets and headers beyond what every server takes may be refused."""
    if len(request.asked.target) > COMMON_SIZE:
        yield Doubt("size", "the target is long")
    if sum(len(name) + len(value) for name, value in request.asked.headers) > COMMON_SIZE:
        yield Doubt("size", "the headers are long")


def route(request: Request) -> Found:
    """A path that no template matches is unknown, to anybody unless the policy asks who calls first."""
    if request.strange:
        yield Doubt("route", "the target can be read in more than one way")
    elif not request.found.template:
        path = request.asked.target.partition("?")[0]
        slashed = path.endswith("/") and match(request.contract, "GET", path.rstrip("/")).template
        if slashed and request.policy["trailing_slash"] != 404:
            yield Doubt("route", "a path with a slash more may be the path without")
            return
        open_to_all = request.policy["unknown_path_before_authentication"] or request.asked.credentials == "valid"
        yield request.fault("route", "route_unknown", 404 if open_to_all else (404, 401))


def method(request: Request) -> Found:
    """A method that a known path does not take is refused; OPTIONS, and what HTTP does not name, stand apart."""
    if not request.found.template or request.operation is not None:
        return
    name = request.asked.method
    if name in request.found.allowed or name not in METHODS:
        yield Doubt("method", f"{name} is answered beside the operations of the path")
    else:
        yield request.fault("method", "method_unknown", 405)


def authentication(request: Request) -> Found:
    """Who shows no token of ours is refused by an operation that asks for one."""
    asked = request.asked
    if len(request.texts("header", "authorization")) > 1:
        yield Doubt("authentication", "Authorization is sent twice")
    elif asked.credentials == "valid":
        if asked.shows and asked.shows not in request.contract.semantics.access.shown:
            yield Doubt("authentication", f"the identity shows {asked.shows}")
    elif _asks_for_credentials(request):
        yield request.fault("authentication", "unauthenticated", 401)
    elif asked.credentials == "foreign" and request.operation and request.operation.security == "optional":
        yield Doubt("authentication", "a bad token where none is needed may be refused")


def _asks_for_credentials(request: Request) -> bool:
    """Whether what the path leads to is secured; of an unknown path, whether anything of the contract is."""
    if request.operation is not None:
        return request.operation.security == "required"
    beside = [each for each in request.contract.operations if request.found.template in (None, each.path)]
    return any(each.security == "required" for each in beside)


def identity(request: Request) -> Found:
    """Who is known may still be one whom the operation refuses."""
    asked, operation = request.asked, request.operation
    if operation is None or asked.credentials != "valid" or operation.security == "none":
        return
    where = request.contract.semantics.access.shown.get(asked.shows or "")
    if asked.shows and (where == "secured" or (where == "writes" and not operation.reads)):
        if operation.security == "required":
            yield Fault("identity", asked.shows, (403,), asked.shows)
        else:
            yield Doubt("identity", f"the identity shows {asked.shows}")
    if request.welcome or operation.role in asked.roles:
        return
    if operation.role is None:
        if operation.behaviour is None:
            yield Doubt("identity", "whether the operation asks for a role is not known")
    elif EVERY_ROLE in asked.roles or not asked.roles:
        yield Doubt("identity", "the roles of the identity are not known")
    else:
        yield request.fault("identity", "role_missing", 403)


def organization(request: Request) -> Found:
    """An organisation that nobody can be a member of is refused; of any other but the caller's own nothing is known."""
    header, operation = request.contract.semantics.access.organization, request.operation
    if operation is None or not header or not operation.parameter("header", header):
        return
    if request.asked.credentials != "valid":
        return
    sent = request.texts("header", header)
    if len(sent) == 1 and sent[0].strip() == NIL:
        yield request.fault("organization", "organization_foreign", 403)
    elif request.welcome:
        return
    elif len(sent) > 1 or (sent and sent[0] != request.asked.organization):
        yield Doubt("organization", "whether the caller belongs to that organisation is not known")
    elif request.asked.organization is None:
        yield Doubt("organization", "the caller's own organisation is not known")
