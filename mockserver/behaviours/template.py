"""A template: an answer made from texts of the contract, where placeholders stand for what was asked.

The same request gives the same answer: a state follows from the seed and the query.
"""

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from urllib.parse import quote

from contracts import Behaviour
from mockserver.admission import Admitted
from mockserver.answers import Answer, Reply
from mockserver.behaviours.tools import Tools

_PLACEHOLDER = re.compile(r"\{(origin|state|(?:query|row)\.[^}]+)\}")
_STATE_BYTES = 24  # as many characters of base64 without padding: 32


def fill_template(admitted: Admitted, behaviour: Behaviour, tools: Tools) -> Answer:
    """The object whose properties are the filled texts."""
    values = _values(admitted, tools)
    return Reply(200, {name: filled(text, values) for name, text in behaviour.template.items()})


def _values(admitted: Admitted, tools: Tools) -> Mapping[str, str]:
    query = {f"query.{name}": str(value) for name, value in admitted.query.items()}
    told = "&".join(f"{quote(name)}={quote(value)}" for name, value in sorted(query.items()))
    digest = hmac.digest(tools.settings.secret("state"), told.encode(), "sha256")
    return {**query, "origin": admitted.incoming.origin, "state": urlsafe_b64encode(digest[:_STATE_BYTES]).decode()}


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with its placeholders filled; inside a URL, a value is percent-encoded.

    Args:
        text: with `{origin}` and the like in it.
        values: by placeholder.
    """

    def value(placeholder: re.Match[str]) -> str:
        found = values.get(placeholder[1], "")
        alone = placeholder[0] == text or placeholder[1] == "origin"
        return found if alone else quote(found, safe="")

    return _PLACEHOLDER.sub(value, text)
