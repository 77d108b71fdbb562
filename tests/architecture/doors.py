"""How a room is entered: through its door, whose `__all__` is sorted and true."""

import ast
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from tests.architecture.source import ROOMS, WITNESSES, Import, Module, Problem


def _declaration(tree: ast.Module) -> ast.Assign | ast.AnnAssign | None:
    for node in tree.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
            assert isinstance(node, ast.Assign | ast.AnnAssign)
            return node
    return None


def exported(module: Module) -> tuple[str, ...] | None:
    """The names of `__all__`; None where there is none, or where it is no literal of texts."""
    node = _declaration(module.tree)
    if node is None or not isinstance(node.value, ast.List | ast.Tuple):
        return None
    texts = [each.value for each in node.value.elts if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    return tuple(texts) if len(texts) == len(node.value.elts) else None


def _bound(body: Sequence[ast.stmt]) -> Iterator[str]:
    """The names that statements at the top of a module bind."""
    for node in body:
        match node:
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                yield from (alias.asname or alias.name.partition(".")[0] for alias in aliases)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Assign(targets=targets):
                yield from (each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.If(body=inner, orelse=other) | ast.Try(body=inner, orelse=other):
                yield from _bound([*inner, *other])


def exports(tree: Sequence[Module]) -> Iterator[Problem]:
    """Every `__all__` is a sorted literal of names that exist, and every package of a room has one."""
    for module in tree:
        node = _declaration(module.tree)
        if node is None:
            if module.is_package and module.room in ROOMS:
                yield Problem(module.path, 1, "a door says in `__all__` what goes through it")
            continue
        names = exported(module)
        if names is None:
            yield Problem(module.path, node.lineno, "`__all__` is a literal list or tuple of texts")
        elif list(names) != sorted(set(names)):
            yield Problem(module.path, node.lineno, f"`__all__` is not sorted, or repeats a name: {sorted(set(names))}")
        else:
            missing = sorted(set(names) - set(_bound(module.tree.body)))
            yield from (
                Problem(module.path, node.lineno, f"`__all__` names {name}, which is not here") for name in missing
            )


def packages(tree: Sequence[Module]) -> Iterator[Problem]:
    """A folder of a room that holds modules has a door."""
    doors = {str(PurePosixPath(module.path).parent) for module in tree if module.is_package}
    for module in tree:
        folder = str(PurePosixPath(module.path).parent)
        if module.room in ROOMS and folder not in doors:
            yield Problem(module.path, 1, f"{folder}/ has no __init__.py")


def doors(tree: Sequence[Module]) -> Iterator[Problem]:
    """Another room is entered through its door, by the names it shows; tests and benchmarks may look inside."""
    shown = {module.name: exported(module) for module in tree if module.name in ROOMS}
    for module in tree:
        for found in module.imports() if module.room not in WITNESSES else ():
            room, _, inner = found.module.partition(".")
            if room in ROOMS and room != module.room:
                yield from _entered(module, found, inner, shown.get(room))


def _entered(module: Module, found: Import, inner: str, shown: tuple[str, ...] | None) -> Iterator[Problem]:
    room = found.module.partition(".")[0]
    if inner:
        yield Problem(module.path, found.line, f"{found.module} is inside a room: use `from {room} import ...`")
    elif found.name is not None and shown is not None and found.name not in shown:
        yield Problem(module.path, found.line, f"{found.name} does not go through the door of {room}")
