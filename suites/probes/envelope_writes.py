"""Asks an operation that writes for every kind of refusal that it has. A gate asks at most 20 times, deep some 70;
1 of them makes a row.

Odd texts stand in bodies that are refused for something else, so that no row holds them.
"""

from collections.abc import Mapping
from typing import Any

from suites.inputs.body_mutations import absences, malformed, misfits
from suites.inputs.drafts import encode
from suites.inquiry import ANY, VERB
from suites.probes.asker import Asker
from suites.probes.refused import ODDITIES, absent_rows, credentials, path_faults
from suites.probes.writer import Writer, writer

LANGUAGES = ("de", "zh-CN", "x-none")
MOST_BODIES = 24  # bodies with one wrong value
BEARABLE = 1  # rows of bad requests


def ask_writes(asked: Asker) -> None:
    """Asks one operation that writes for its refusals."""
    made = writer(asked, BEARABLE)
    if not asked.inquiry.recall():
        made.write()
    if asked.operation.security == "required":
        for header in credentials(asked.inquiry):
            made.refuse(known=False, headers=header)
    _rows(made)
    if made.takes_body:
        _alone(made)
    _together(made)
    if made.takes_body:
        _again(made)
        _odd(made)


def _rows(made: Writer) -> None:
    """Ids of another type, parents that are not there, an organisation that nobody belongs to."""
    asked = made.asked
    for parameter, text in asked.bad_values():
        if parameter.location == "path":
            made.refuse(path={parameter.name: text})
    for name, missing in absent_rows(asked).items():
        made.refuse(path={name: missing})
    if foreign := asked.nobodys_organization():
        made.refuse(headers=foreign)


def _alone(made: Writer) -> None:
    """Bodies with one fault."""
    contract, operation, body = made.asked.contract, made.asked.operation, made.spare()
    every = made.asked.inquiry.profile.every
    for text in (*malformed(body)[: 3 if every else 1], *([b""] if every else [])):
        made.refuse(text)
    found = (*misfits(contract, operation, body)[: MOST_BODIES if every else 1], *absences(contract, operation, body))
    for each in found if every else found[:1]:
        made.refuse(each.body)


def _together(made: Writer) -> None:
    """Several faults of one stage in one request: two of the body, one of every property, the path's beside them."""
    path = path_faults(made.asked)
    found = _places(made) if made.takes_body else {}
    one, two = (dict(list(found.items())[:most]) for most in (1, 2))
    ways: list[tuple[Mapping[str, Any], Mapping[str, str]]] = [(found, {}), (two, {})] if len(found) > 1 else []
    ways += [(one, path)] if one and path else []
    ways += [({}, path)] if len(path) > 1 else []
    for values, ids in made.asked.inquiry.some(ways, 1, VERB):
        made.refuse({**made.spare(), **values}, path=ids)


def _places(made: Writer) -> dict[str, Any]:
    """One wrong value of each property."""
    found: dict[str, Any] = {}
    for each in misfits(made.asked.contract, made.asked.operation, made.spare()):
        found.setdefault(each.place[1], each.body[each.place[1]])
    return found


def _again(made: Writer) -> None:
    """The same bad requests once more, and in other languages."""
    inquiry, body = made.asked.inquiry, made.spare()
    wrong = [encode(each.body) for each in misfits(made.asked.contract, made.asked.operation, body)[:1]]
    steady = [*wrong, malformed(body)[0]]
    for text in steady if inquiry.profile.every else steady[:1]:
        made.refuse(text)
        made.write(text)
        for language in inquiry.some(LANGUAGES, 1, ANY):
            made.refuse(text, headers=(("Accept-Language", language),))
    if inquiry.profile.every:
        made.write(steady[-1], "text/plain")
        made.write(steady[-1], "text/plain")


def _odd(made: Writer) -> None:
    """Odd texts as values and as names, in a body that is wrong elsewhere."""
    wrong, body = _places(made), made.spare()
    if not wrong:
        return
    last = list(wrong)[-1]
    text = next((name for name, value in body.items() if name != last and isinstance(value, str)), None)
    for odd in made.asked.inquiry.some(ODDITIES, 1, VERB):
        values = {text: odd, odd: odd} if text else {odd: odd}
        made.refuse({**body, **values, last: wrong[last]})
