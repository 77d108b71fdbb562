"""Asks an operation for each of its statuses, and for the edges between them. At most 60 requests an operation.

Harmless on a live system: GET, HEAD and OPTIONS with odd values, and undeclared methods without credentials. An
operation that writes is asked by `status_writes`, where the run may.
"""

from collections.abc import Mapping

from suites.absent import absent, rows_named
from suites.inquiry import Inquiry
from suites.mutations import bad_texts, boundary_texts
from suites.probes.asker import BAD_EXPRESSION, Asker, asker
from suites.probes.envelope import LONG_HEADER, LONG_TARGET
from suites.probes.status_writes import ask_writes
from suites.samples import sample

ACCEPTS = ("application/json", "application/*", "text/html;q=0.4, */*;q=0.1", "application/x-nothing")
MOST_TWICE = 3
MOST_VALUES = 20  # good and bad values of parameters, in all


def ask(inquiry: Inquiry) -> None:
    """Asks one operation for its statuses."""
    asked = asker(inquiry)
    _paths(asked)
    _methods(asked)
    if not inquiry.operation.reads:
        ask_writes(asked)
        return
    _plain(asked)
    _rows(asked)
    _parameters(asked)
    _pairs(asked)
    _sizes(asked)


def _plain(asked: Asker) -> None:
    """The good request, HEAD between two GETs, and what it accepts."""
    asked.ask()
    if asked.operation.method == "GET":
        asked.ask(method="HEAD")
        asked.ask()
    for accept in ACCEPTS:
        asked.ask(headers=(("Accept", accept),))


def _paths(asked: Asker) -> None:
    target = asked.target
    last = asked.operation.path.rpartition("/")[2]
    shouted = f"{target.rpartition('/')[0]}/{last.upper()}" if "{" not in last else None
    asked.send("GET", f"{target}-absent/none/none")
    asked.send("GET", f"{target}-absent/none/none", known=False)
    asked.send("GET", f"{target}/none/none/none")
    asked.send("GET", f"{target}/")
    if shouted and shouted != target:
        asked.send("GET", shouted)


def _methods(asked: Asker) -> None:
    asked.send("OPTIONS", asked.target, known=False)
    for method in asked.undeclared_methods():
        asked.send(method, asked.target, known=False)


def _rows(asked: Asker) -> None:
    for name, text in _absent(asked).items():
        asked.ask(path={name: text})
    for parameter, text in asked.bad_values():
        if parameter.location == "path":
            asked.ask(path={parameter.name: text})


def _absent(asked: Asker) -> Mapping[str, str]:
    made = {name: absent(asked.contract, asked.operation, name) for name in rows_named(asked.contract, asked.operation)}
    return {name: text for name, text in made.items() if text}


def _parameters(asked: Asker) -> None:
    """Values at the bounds of each parameter, ill-typed ones, twice given, undeclared and missing ones."""
    required = {name for name, _ in asked.query}
    queried = [each for each in asked.operation.parameters if each.location == "query"]
    values = [(each.name, text) for each in queried for text in boundary_texts(asked.contract, each)]
    values += [(each.name, text) for each in queried for text in bad_texts(asked.contract, each)]
    for name, text in values[:MOST_VALUES]:
        asked.ask(((name, text),), instead=(name,))
    asked.ask((("x-undeclared", "1"),))
    _twice(asked, required)
    for name in sorted(required | {name for name, _ in asked.headers}):
        asked.ask(instead=(name,))


def _twice(asked: Asker, required: set[str]) -> None:
    """Parameters given twice, each time with a value that is good by itself."""
    for name, text in asked.query:
        asked.ask(((name, text),))
    languages = (*asked.expressions(), asked.cursor())
    free = [each for each in asked.operation.parameters if each.location == "query" and each.name not in required]
    for parameter in [each for each in free if each.name not in languages][:MOST_TWICE]:
        pair = (parameter.name, sample(asked.contract, parameter))
        asked.ask((pair, pair))
    for name in asked.expressions()[:1]:
        asked.ask(((name, ""), (name, "")))


def _pairs(asked: Asker) -> None:
    """Two faults of two stages in one request."""
    wrong = asked.bad_query()
    query = (wrong,) if wrong else ()
    path = {each.name: text for each, text in asked.bad_values() if each.location == "path"}
    expressions = tuple((name, BAD_EXPRESSION) for name in asked.expressions()[:1])
    foreign, rows = asked.nobodys_organization(), _absent(asked)
    if asked.operation.security == "required":
        _unknown_caller(asked, query or expressions)
        _wrong_caller(asked, query or expressions)
    if query and expressions:
        asked.ask((*query, *expressions))
    if path and expressions:
        asked.ask(expressions, path=path)
    if foreign and (query or path):
        asked.ask(query, foreign, path if not query else None)
    if foreign and expressions:
        asked.ask(expressions, foreign)
    if rows and (query or expressions):
        asked.ask(query or expressions, path=rows)
    if foreign and rows:
        asked.ask(headers=foreign, path=rows)


def _unknown_caller(asked: Asker, query: tuple[tuple[str, str], ...]) -> None:
    if query:
        asked.ask(query, known=False)
    for name, text in _absent(asked).items():
        asked.ask(path={name: text}, known=False)


def _wrong_caller(asked: Asker, query: tuple[tuple[str, str], ...]) -> None:
    """An identity that lacks the role, or that shows a refusal, with a second fault."""
    for identity in asked.courier.target.identities.identities.values():
        lacking = bool(identity.roles) and not identity.has(asked.operation.role)
        shown = asked.contract.semantics.access.shown.get(identity.shows or "") == "secured"
        if lacking or shown:
            path = asked.path if query else {**asked.path, **_absent(asked)}
            asked.courier.ask(asked.operation, path, (*asked.query, *query), identity, asked.headers)


def _sizes(asked: Asker) -> None:
    asked.ask((("x-long", "a" * LONG_TARGET),))
    asked.ask(headers=(("X-Long", "a" * LONG_HEADER),))
