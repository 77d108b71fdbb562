"""The error family of the contracts, with no imports of its own: a member is a value, its text is one line.

    ContractKitError           anything a person wrote that is refused
    ├── FileError              a file: which one, where in it, what is wrong, the way out
    │   ├── ContractError      an OpenAPI document or its overlay
    │   ├── IdentitiesError    an identities file
    │   └── PolicyError        a policy file
    ├── Misspelt               the text of a parameter (`spelling.py` raises it)
    └── ExpressionError        an expression of a client (`expressions.py` defines and raises it)

Errors of foreign libraries end where they are met, and leave as one of these.
"""


class ContractKitError(Exception):
    """The root of the family: whoever catches it can print `str(error)` as one line and stop."""


class FileError(ContractKitError):
    """A file that is refused; its text is `file#/pointer: problem. way out.`

    Args:
        file: the file, as a person would name it.
        pointer: JSON pointer to what is refused, `/paths/~1rows`; None where the file as a whole is.
        problem: what is wrong, without a full stop.
        way_out: what to do about it, a sentence; empty where the problem says it.
        line, column: where a text cannot be parsed, counted from 1; None elsewhere.
    """

    def __init__(
        self,
        file: str,
        pointer: str | None,
        problem: str,
        way_out: str = "",
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        super().__init__(file, pointer, problem, way_out, line, column)
        self.file = file
        self.pointer = pointer
        self.problem = problem
        self.way_out = way_out
        self.line = line
        self.column = column

    @property
    def place(self) -> str:
        """`file`, `file#/pointer` or `file:line:column`."""
        if self.line is not None:
            return f"{self.file}:{self.line}:{self.column}"
        return self.file if self.pointer is None else f"{self.file}#{self.pointer}"

    def __str__(self) -> str:
        sentences = " ".join(_sentence(text) for text in (self.problem, self.way_out) if text)
        return f"{self.place}: {sentences}"


class ContractError(FileError):
    """An OpenAPI document, or an overlay of one, that is refused."""


class IdentitiesError(FileError):
    """An identities file that is refused."""


class PolicyError(FileError):
    """A policy file that is refused."""


class Misspelt(ContractKitError):
    """The text of a parameter that means nothing its schema allows.

    Args:
        loc: where it stands: `("query", "limit")`; a header's name in lower case.
        message: what is wrong, for people.
        kind: the type of fault: `missing`, `repeated`, or the schema keyword that is broken.
    """

    def __init__(self, loc: tuple[str, str], message: str, kind: str) -> None:
        super().__init__(loc, message, kind)
        self.loc = loc
        self.message = message
        self.kind = kind

    def __str__(self) -> str:
        return f"{' '.join(self.loc)}: {self.message}"


def _sentence(text: str) -> str:
    line = " ".join(text.split())
    return line if line.endswith((".", "?", "!")) else f"{line}."
