"""No API's name in code: the words of the bundled documents stand in data only.

Path segments, names of schemas and compound names (`sort_order`) stand nowhere in the code, comments included.
A property or parameter of one plain word (`cost`) is refused where it is a whole name or stands in a text
without blanks, since prose may use the word. Words that the code has from elsewhere are listed with their source.
"""

import io
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.architecture.source import FRONT_DOORS, ROOMS, Module, Problem

Parts = tuple[str, ...]

# Where a word comes from that the API happens to use too.
ALLOWED: Mapping[str, str] = {
    "OpenAPI and JSON Schema": """api authorization_url callback content default_value description doc example id
        item link metadata name title type url validation_error version""",
    "HTTP, and the clients that speak it": "auth code error error_response message response_body status status_code",
    "HAR 1.2": "mime_type timings",
    "OAuth 2.0 (RFC 6749)": "authorize oauth redirect_uri state",
    "Python, SQL, Hypothesis, lark": """context ctx event field flow input limit log max_value meta min_value output
        payload run timestamp""",
    "the envelope that Python's validators made common": "detail loc msg",
    "the kit: identities and roles": "admin email user",
    "the kit: contracts/model.py, an answer of the mock, a question of the policy": "answer model question",
    "the kit: a page and its neighbours, a projection, an embedding": "embed first next previous",
    "the kit: deliveries of a request": "attempt",
}

WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*")
HUMP = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|[0-9]+")
QUOTES = re.compile(r"""^[A-Za-z]*(?P<quote>'''|\"\"\"|'|")(?P<inner>.*)(?P=quote)$""", re.DOTALL)
ESCAPE = re.compile(r"\\[abfnrtv0]")
PLACEHOLDER = re.compile(r"\{([^}]+)\}")
VERSION = re.compile(r"v[0-9]+")
TEXTS = frozenset({tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)})


def singular(word: str) -> str:
    """A word without its plural ending, as far as spelling tells."""
    if len(word) <= 2 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word.removesuffix("s")


def parts(word: str) -> Parts:
    """The words a name is made of, in lower case and singular: `ModelExamples` and `model-example` are the same."""
    return tuple(singular(hump.lower()) for piece in re.split(r"[_-]+", word) for hump in HUMP.findall(piece))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of an API: `distinct` ones stand nowhere, `plain` ones not as a whole name."""

    distinct: frozenset[Parts]
    plain: frozenset[Parts]

    def found(self, word: str, *, whole: bool) -> str | None:
        """The term a word holds, or is if plain terms are asked for; None where it holds none."""
        own = parts(word)
        if whole and own in self.plain:
            return "_".join(own)
        windows = (own[start:end] for start in range(len(own)) for end in range(start + 1, len(own) + 1))
        return next(("_".join(window) for window in windows if window in self.distinct), None)


def _names(node: Any) -> Iterator[str]:
    """Every property name of a document, and every name of a declared parameter."""
    if isinstance(node, Mapping):
        properties = node.get("properties")
        if isinstance(properties, Mapping):
            yield from (str(name) for name in properties)
        if isinstance(node.get("name"), str) and isinstance(node.get("in"), str):
            yield node["name"]
        for value in node.values():
            yield from _names(value)
    elif isinstance(node, Sequence) and not isinstance(node, str):
        for value in node:
            yield from _names(value)


def _nouns(document: Mapping[str, Any]) -> Iterator[str]:
    """The title's words, the path segments and the names of schemas, whole and in their pieces."""
    yield from str(document.get("info", {}).get("title", "")).split()
    for path in document.get("paths", {}):
        yield from (segment for segment in path.split("/") if segment and "{" not in segment)
    for schema in document.get("components", {}).get("schemas", {}):
        yield from (schema, *schema.split("__"))


def vocabulary(documents: Iterable[Mapping[str, Any]], allowed: Mapping[str, str] = ALLOWED) -> Vocabulary:
    """The words of these OpenAPI documents that are nobody else's."""
    shared = {parts(word) for words in allowed.values() for word in words.split()} | {()}
    distinct: set[Parts] = set()
    plain: set[Parts] = set()
    for document in documents:
        distinct.update(parts(noun) for noun in _nouns(document) if not VERSION.fullmatch(noun))
        placeholders = (name for path in document.get("paths", {}) for name in PLACEHOLDER.findall(path))
        for name in map(parts, (*_names(document), *placeholders)):
            (plain if len(name) == 1 else distinct).add(name)
    return Vocabulary(frozenset(distinct - shared), frozenset(plain - shared))


def _words(module: Module) -> Iterator[tuple[int, str, bool]]:
    """Line, word, and whether the word stands for itself: a name, or a piece of a text without blanks."""
    for token in tokenize.generate_tokens(io.StringIO(module.text).readline):
        if token.type == tokenize.NAME:
            yield token.start[0], token.string, True
        elif token.type in TEXTS or token.type == tokenize.COMMENT:
            quoted = QUOTES.match(token.string)
            text = ESCAPE.sub("  ", quoted["inner"] if quoted else token.string)
            alone = token.type != tokenize.COMMENT and not re.search(r"\s", text)
            for found in WORD.finditer(text):
                yield token.start[0] + text.count("\n", 0, found.start()), found[0], alone


def api_names(tree: Sequence[Module], words: Vocabulary) -> Iterator[Problem]:
    """No module of the rooms or front doors holds a word of the API."""
    shipped = [module for module in tree if module.room in (*ROOMS, *FRONT_DOORS)]
    for module in shipped:
        for line, word, whole in _words(module):
            if term := words.found(word, whole=whole):
                yield Problem(module.path, line, f"`{word}` is a word of the API ({term}): what is particular is data")
