"""Asks an operation that writes for every kind of refusal that it has. At most 70 requests an operation, 1 of which
makes a row.

Odd texts stand in bodies that are refused for something else, so that no row holds them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from suites.absent import absent, rows_named
from suites.body_mutations import absences, malformed, misfits
from suites.drafts import encode
from suites.probes.asker import Asker
from suites.probes.writer import Writer, writer

UNKNOWN_TOKEN = "no-such-token-0123456789-abcdefgh"  # long enough that no message holds it by chance
LANGUAGES = ("de", "zh-CN", "x-none")
# Texts that break careless servers; each goes into a parameter that nobody declares, or into an expression.
ODDITIES = ("\0", "'", "%", "é\u0301\N{BOOKS}", "<b>0123456789</b>", "{0} %s ${x}", "9" * 400)
MOST_BODIES = 24  # bodies with one wrong value
BEARABLE = 1  # rows of bad requests


def ask_writes(asked: Asker) -> None:
    """Asks one operation that writes for its refusals."""
    made = writer(asked, BEARABLE)
    made.write()
    _strangers(made)
    _rows(made)
    for body in _alone(made):
        made.write(body)
    _together(made)
    _again(made)
    _odd(made)


def _strangers(made: Writer) -> None:
    if made.asked.operation.security != "required":
        return
    made.write(known=False)
    made.write(known=False, headers=(("Authorization", f"Bearer {UNKNOWN_TOKEN}"),))


def _rows(made: Writer) -> None:
    """Ids of another type, parents that are not there, an organisation that nobody belongs to."""
    asked = made.asked
    for parameter, text in asked.bad_values():
        if parameter.location == "path":
            made.write(path={parameter.name: text})
    for name in rows_named(asked.contract, asked.operation):
        if missing := absent(asked.contract, asked.operation, name):
            made.write(path={name: missing})
            made.write(path={name: missing})
    if foreign := asked.nobodys_organization():
        made.write(headers=foreign)


def _alone(made: Writer) -> Iterator[Mapping[str, Any] | bytes]:
    """Bodies with one fault."""
    if not made.takes_body:
        return
    contract, operation, body = made.asked.contract, made.asked.operation, made.body()
    yield from malformed(body)[:3]
    yield b""
    yield from (each.body for each in absences(contract, operation, body))
    yield from (each.body for each in misfits(contract, operation, body)[:MOST_BODIES])


def _together(made: Writer) -> None:
    """Several faults of one stage in one request: two of the body, one of every property, the path's beside them."""
    path = {each.name: text for each, text in made.asked.bad_values() if each.location == "path"}
    if len(path) > 1:
        made.write(path=path)
    found = _places(made) if made.takes_body else {}
    if len(found) > 1:
        made.write(dict(list(found.items())[:2]), merged=True)
        made.write(found, merged=True)
    for name, value in list(found.items())[:1]:
        if path:
            made.write({name: value}, path=path, merged=True)


def _places(made: Writer) -> dict[str, Any]:
    """One wrong value of each property."""
    contract, operation, body = made.asked.contract, made.asked.operation, made.body()
    found: dict[str, Any] = {}
    for each in misfits(contract, operation, body):
        found.setdefault(each.place[1], each.body[each.place[1]])
    return found


def _again(made: Writer) -> None:
    """The same bad requests once more, and in other languages."""
    for body in _steady(made):
        made.write(body)
        made.write(body)
        for language in LANGUAGES:
            made.write(body, headers=(("Accept-Language", language),))
    for text in list(_steady(made))[-1:]:
        made.write(text, "text/plain")
        made.write(text, "text/plain")


def _steady(made: Writer) -> Iterator[bytes]:
    """Bad bodies, to be sent as they are each time; of an operation that takes none there is no other fault."""
    if made.takes_body:
        body = made.body()
        yield malformed(body)[0]
        for each in misfits(made.asked.contract, made.asked.operation, body)[:1]:
            yield encode(each.body)


def _odd(made: Writer) -> None:
    """Odd texts as values and as names, in a body that is wrong elsewhere."""
    if not made.takes_body:
        return
    wrong, body = _places(made), made.body()
    if not wrong:
        return
    last = list(wrong)[-1]
    text = next((name for name, value in body.items() if name != last and isinstance(value, str)), None)
    for odd in ODDITIES:
        values = {text: odd, odd: odd} if text else {odd: odd}
        made.write({**values, last: wrong[last]}, merged=True)
