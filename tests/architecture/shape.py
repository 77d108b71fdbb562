"""The size of things: modules, functions and nesting are bounded, imports stand at the top, names name a thing."""

import ast
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from tests.architecture.source import Module, Problem

MODULE_LINES = 300
FUNCTION_LINES = 40
NESTING = 3
EMPTY_NAMES = frozenset({"common", "helper", "helpers", "manager", "misc", "util", "utils"})

Function = ast.FunctionDef | ast.AsyncFunctionDef
Scope = Function | ast.ClassDef
Nesting = ast.If | ast.For | ast.AsyncFor | ast.While | ast.With | ast.AsyncWith | ast.Try | ast.TryStar | ast.Match


def _functions(module: Module) -> Iterator[Function]:
    return (node for node in ast.walk(module.tree) if isinstance(node, Function))


def module_length(tree: Sequence[Module]) -> Iterator[Problem]:
    """A module has 300 lines at most."""
    for module in tree:
        lines = len(module.text.splitlines())
        if lines > MODULE_LINES:
            yield Problem(module.path, lines, f"the module has {lines} lines, {MODULE_LINES} at most")


def function_length(tree: Sequence[Module]) -> Iterator[Problem]:
    """A function has 40 lines at most, its docstring included, its decorators not."""
    for module in tree:
        for node in _functions(module):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield Problem(module.path, node.lineno, f"{node.name} has {lines} lines, {FUNCTION_LINES} at most")


def _is_elif(parent: ast.AST, child: ast.AST) -> bool:
    same_column = isinstance(child, ast.If) and isinstance(parent, ast.If) and child.col_offset == parent.col_offset
    return same_column and isinstance(parent, ast.If) and parent.orelse == [child]


def depth(node: ast.AST, outer: int = 0) -> int:
    """How deep statements nest below a node; an `elif` is no deeper than its `if`, an inner function counts apart."""
    inner = [outer]
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, Scope):
            deeper = isinstance(child, Nesting) and not _is_elif(node, child)
            inner.append(depth(child, outer + deeper))
    return max(inner)


def nesting(tree: Sequence[Module]) -> Iterator[Problem]:
    """Statements nest three deep at most in a function."""
    for module in tree:
        for node in _functions(module):
            if (deep := depth(node)) > NESTING:
                yield Problem(module.path, node.lineno, f"{node.name} nests {deep} deep, {NESTING} at most")


def inner_imports(tree: Sequence[Module]) -> Iterator[Problem]:
    """No import stands inside a function."""
    for module in tree:
        inside = (child for node in _functions(module) for child in ast.walk(node))
        for child in inside:
            if isinstance(child, ast.Import | ast.ImportFrom):
                yield Problem(module.path, child.lineno, "an import stands inside a function: move it to the top")


def module_names(tree: Sequence[Module]) -> Iterator[Problem]:
    """No module or package goes by a name that names nothing."""
    for module in tree:
        for word in PurePosixPath(module.path).with_suffix("").parts:
            if word.strip("_") in EMPTY_NAMES:
                yield Problem(module.path, 1, f"`{word}` names nothing: one file, one noun")
