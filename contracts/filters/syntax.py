"""The filter's text against its grammar: where a text is a sentence, and what is told where it is none.

The only file that knows the parser library; its errors end here. It reads no field and no value.
"""

import re
from typing import Final, cast

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput, UnexpectedToken

from contracts.expressions import ExpressionError, shown

Node = Tree[Token]

MAXIMUM_LENGTH: Final = 8192  # characters
MAXIMUM_COMPARISONS: Final = 200

# No database holds them all, and none of them is a character that a person types.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_FOUND = re.compile(r"\S+|\s")
_WORD_GOES_ON = re.compile(r"[\w.:+/-][^\s()]")
_LOST_PLUS = re.compile(r"[Tt][0-9:.]+ +[0-9]{2}:[0-9]{2}\Z")

_IN_LIST, _IN_GROUP, _AT_END = (
    "a comma or a closing parenthesis",
    "AND, OR or a closing parenthesis",
    "AND, OR or the end",
)
# What may follow, by a terminal that is accepted only there; the first row that fits is told, else _AT_END.
_EXPECTATIONS = (
    ("OPERATOR", "an operator (= : > < >= <=)"),
    ("QUOTED", "a value (letters, digits and _-.:+/, or a text in single quotes)"),
    ("FIELD", "a comparison such as field:value"),
    ("COMMA", _IN_LIST),
    ("RPAR", _IN_GROUP),
)

# Signs of other languages, and what is written here instead.
_ADVICE = {
    "!": "not equal is written field.ne:value",
    "'": "a text in single quotes ends with one, and holds each of its own twice",
    '"': "a text stands in single quotes",
    "&": "write AND",
    "|": "write OR",
}

_PARSER = Lark.open("grammar.lark", rel_to=__file__, parser="lalr", lexer="contextual", propagate_positions=True)


def parse_syntax(text: str) -> Node:
    """Read a filter's text into the parser's tree, within the limits of a text.

    Raises:
        ExpressionError: for a text that is no filter, is too long, or compares too often.
    """
    _refuse_unreadable(text)
    try:
        tree = _PARSER.parse(text)
    except UnexpectedInput as error:
        raise _unexpected(text, error) from None
    comparisons = sorted(each.meta.start_pos for each in tree.find_data("comparison"))
    if len(comparisons) > MAXIMUM_COMPARISONS:
        message = f"a filter has at most {MAXIMUM_COMPARISONS} comparisons"
        raise ExpressionError("filter", message, comparisons[MAXIMUM_COMPARISONS])
    return tree


def _refuse_unreadable(text: str) -> None:
    if len(text) > MAXIMUM_LENGTH:
        raise ExpressionError("filter", f"a filter has at most {MAXIMUM_LENGTH:,} characters", MAXIMUM_LENGTH)
    if match := _UNSTORABLE.search(text):
        raise ExpressionError("filter", f"{shown(match[0])} has no place in a filter", match.start())


def _unexpected(text: str, error: UnexpectedInput) -> ExpressionError:
    # At the end of the text the parser blames the last token.
    ended = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    position = len(text) if ended else cast(int, error.pos_in_stream)
    accepted = error.interactive_parser.accepts()  # type: ignore[no-untyped-call]  # lark leaves it bare
    expected = next((phrase for terminal, phrase in _EXPECTATIONS if terminal in accepted), _AT_END)
    found = "the end" if ended else shown(_FOUND.findall(text, position)[0])
    message = f"expected {expected}, found {found}{_advice(text, position, expected)}"
    return ExpressionError("filter", message, position)


def _advice(text: str, position: int, expected: str) -> str:
    if advice := _ADVICE.get(text[position : position + 1]):
        return f"; {advice}"
    if expected not in (_IN_LIST, _IN_GROUP, _AT_END):
        return ""
    if _LOST_PLUS.search(text[: position + len("02:00")]):
        return "; a + in a URL is written %2B"
    return "; a value of other characters stands in single quotes" if _WORD_GOES_ON.match(text, position - 1) else ""
