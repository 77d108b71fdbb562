"""Questions about any operation: statuses, methods, paths and parameters. Each asks one to three requests."""

import json
from collections.abc import Callable, Mapping

from suites.evidence.envelopes import read_error
from suites.evidence.header_fields import members
from suites.inputs.absent import absent, rows_named
from suites.learning.answer import Answer, by_status, is_well, stranger_of, subject_of, taken
from suites.probes.asker import BAD_EXPRESSION, Asker

Question = Callable[[Asker], Answer | None]
UNKNOWN = "x-contractkit-unknown"
JSON = ("Content-Type", "application/json")


def unknown_query_parameter(asked: Asker) -> Answer | None:
    """Sends a parameter that the operation has not."""
    return taken(asked.ask(((UNKNOWN, "1"),)), "ignore", "reject")


def validation_status(asked: Asker) -> Answer | None:
    """Sends a parameter that breaks its schema."""
    wrong = asked.bad_query()
    return by_status(asked.ask((wrong,), instead=(wrong[0],)), 422, 400) if wrong else None


def path_type_status(asked: Asker) -> Answer | None:
    """Sends a path value of another type."""
    wrong = next(((each.name, text) for each, text in asked.bad_values() if each.location == "path"), None)
    return by_status(asked.ask(path=dict([wrong])), 422, 404, 400) if wrong else None


def expression_status(asked: Asker) -> Answer | None:
    """Sends an expression that nobody can read."""
    name = next(iter(asked.expressions()), None)
    documented = {"400", "422"} <= set(asked.operation.replies)
    return by_status(asked.ask(((name, BAD_EXPRESSION),)), 400, 422) if name and documented else None


def errors_reported(asked: Asker) -> Answer | None:
    """Sends two parameters that break their schemas."""
    wrong = [(each.name, text) for each, text in asked.bad_values() if each.location == "query"][:2]
    if len(wrong) < 2:
        return None
    exchange = asked.ask(tuple(wrong), instead=tuple(name for name, _ in wrong))
    error = read_error(asked.contract, exchange)
    if error is None or not error.details:
        return None
    return Answer("all" if len(error.details) > 1 else "first", exchange)


def not_acceptable(asked: Asker) -> Answer | None:
    """Accepts nothing that there is."""
    exchange = asked.ask(headers=(("Accept", "application/x-nothing"),))
    return Answer("ignore", exchange) if is_well(exchange) else by_status(exchange, 406)


def trailing_slash(asked: Asker) -> Answer | None:
    """Adds a slash to the path."""
    exchange = asked.send("GET", f"{asked.target}/")
    if exchange.status in (301, 302, 307, 308):
        return Answer("redirect", exchange)
    return Answer("same", exchange) if is_well(exchange) else by_status(exchange, 404)


def head(asked: Asker) -> Answer | None:
    """Asks for the head alone."""
    exchange = asked.ask(method="HEAD")
    return Answer("get", exchange) if is_well(exchange) else by_status(exchange, 405)


def options(asked: Asker) -> Answer | None:
    """Asks which methods there are."""
    return by_status(asked.send("OPTIONS", asked.target, known=False), 204, 200, 405)


def head_in_allow(asked: Asker) -> Answer | None:
    """Looks whether `Allow` names the methods that every path has."""
    exchange = asked.send("OPTIONS", asked.target, known=False)
    named = members(exchange, "allow")
    return Answer("required" if {"head", "options"} <= named else "optional", exchange) if named else None


def nosniff(asked: Asker) -> Answer | None:
    """Looks whether an answer with a body forbids to guess its media type."""
    exchange = asked.ask()
    told = "nosniff" in members(exchange, "x-content-type-options")
    return Answer("required" if told else "optional", exchange) if is_well(exchange) and exchange.body else None


def strict_transport(asked: Asker) -> Answer | None:
    """Looks whether an answer over https says how long to stay there."""
    if not asked.courier.target.url.startswith("https:"):
        return None
    exchange = asked.ask()
    told = exchange.header("strict-transport-security") is not None
    return Answer("required" if told else "optional", exchange) if is_well(exchange) else None


def existence_hiding(asked: Asker) -> Answer | None:
    """Asks for a row as somebody of another organisation."""
    subject = subject_of(asked)
    stranger = stranger_of(asked, subject) if subject and rows_named(asked.contract, asked.operation) else None
    return by_status(asked.ask(identity=stranger), 404, 403) if stranger else None


def not_found_codes(asked: Asker) -> Answer | None:
    """Asks for a row that is not there, and for a path that is not."""
    named = rows_named(asked.contract, asked.operation)
    made = {name: absent(asked.contract, asked.operation, name) for name in named}
    path = {name: text for name, text in made.items() if text}
    if not path:
        return None
    row = asked.ask(path=path)
    route = asked.send("GET", f"{asked.target}-absent/none/none")
    codes = [read_error(asked.contract, each) for each in (row, route)]
    if (row.status, route.status) != (404, 404) or None in codes:
        return None
    first, second = (each.code if each else None for each in codes)
    return Answer("distinct" if first != second else "any", row)


def unknown_path_before_authentication(asked: Asker) -> Answer | None:
    """Asks for a path that is not there, as nobody."""
    exchange = asked.send("GET", f"{asked.target}-absent/none/none", known=False)
    return {404: Answer(True, exchange), 401: Answer(False, exchange)}.get(exchange.status or 0)


def malformed_status(asked: Asker) -> Answer | None:
    """Sends a body that ends too early."""
    return by_status(asked.ask(headers=(JSON,), body=b"{"), 400, 422) if _writes(asked) else None


def wrong_media_type(asked: Asker) -> Answer | None:
    """Sends a body of another media type."""
    if not _writes(asked):
        return None
    return by_status(asked.ask(headers=(("Content-Type", "text/plain"),), body=json.dumps({}).encode()), 422, 415)


def _writes(asked: Asker) -> bool:
    return not asked.operation.reads and asked.operation.body is not None


# What is asked of operations that read, and of those that write.
READS: Mapping[str, Question] = {
    each.__name__: each
    for each in (
        unknown_query_parameter,
        existence_hiding,
        validation_status,
        path_type_status,
        expression_status,
        not_acceptable,
        trailing_slash,
        head,
        options,
        head_in_allow,
        nosniff,
        strict_transport,
        errors_reported,
        not_found_codes,
        unknown_path_before_authentication,
    )
}
WRITES: Mapping[str, Question] = {each.__name__: each for each in (malformed_status, wrong_media_type)}
