"""Where an operation stands in the contract's file: line and column, from the marks of its YAML nodes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import yaml


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file, counted from 1; line 0 where it is not known."""

    file: str
    line: int = 0
    column: int = 0

    @property
    def inside(self) -> bool:
        """Whether the file stands below the folder that the run started in."""
        return not Path(self.file).is_absolute()

    @property
    def uri(self) -> str:
        """The file as a URI reference (RFC 3986)."""
        return quote(Path(self.file).as_posix()) if self.inside else Path(self.file).as_uri()


class Places:
    """The places of a contract's operations.

    Args:
        file: the contract's file.
        marks: an operation's label to its line and column.
    """

    def __init__(self, file: str, marks: Mapping[str, tuple[int, int]]) -> None:
        self._file, self._marks = file, marks

    def under(self, root: Path) -> "Places":
        """The same places, the file told from another folder than the run's, if it stands below there."""
        path = Path(self._file).absolute()
        inside = path.is_relative_to(root)
        return Places(path.relative_to(root).as_posix() if inside else str(path), self._marks)

    def of(self, operation: str) -> Place:
        """The place of an operation; the file alone where its line is not known."""
        return Place(self._file, *self._marks.get(operation, (0, 0)))


def places(source: str) -> Places:
    """The places of the operations of a contract's file; only the file where it is no YAML, or no longer there."""
    path = Path(source)
    try:
        root = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader)
    except (OSError, ValueError, yaml.YAMLError, RecursionError):
        return Places(source, {})
    return Places(source, dict(_marks(root)))


def _marks(root: yaml.Node | None) -> Iterator[tuple[str, tuple[int, int]]]:
    """Each key below a path, whatever it is: an operation is looked up by its label."""
    for name, found in _pairs(root):
        for path, item in _pairs(found) if name.value == "paths" else ():
            for method, _ in _pairs(item):
                mark = method.start_mark
                yield f"{str(method.value).upper()} {path.value}", (mark.line + 1, mark.column + 1)


def _pairs(node: yaml.Node | None) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
    return node.value if isinstance(node, yaml.MappingNode) else []
