"""A column that no index is chosen for: the order of a page decides its plan, never a filter or a further key.

SQLite guesses a plan without knowing the rows, and a wrong guess sorts a whole table to find one page. Its
word for "look for no index here" is a plus sign before the column (sqlite.org/optoverview.html, section 2.1).
Databases that keep statistics are left alone.
"""

from typing import Any

from sqlalchemy import Column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class Unindexed(FunctionElement[Any]):
    """A column as it is, but for the plan.

    Args:
        column: the column.
    """

    inherit_cache = True

    def __init__(self, column: Column[Any]) -> None:
        super().__init__(column)
        self.type = column.type


@compiles(Unindexed)
def _plain(element: Unindexed, compiler: SQLCompiler, **context: Any) -> str:
    return compiler.process(element.clauses, **context)


@compiles(Unindexed, "sqlite")
def _signed(element: Unindexed, compiler: SQLCompiler, **context: Any) -> str:
    return f"+{compiler.process(element.clauses, **context)}"
