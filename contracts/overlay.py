"""A document with an OpenAPI Overlay 1.0 applied, where every place still knows the file it came from.

It merges and removes as the overlay says (Overlay 1.0.0, section 4.4) and knows no word of OpenAPI. An action
that matches nothing, or that cannot be merged, is refused.
"""

import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import jsonpath_rfc9535
from jsonpath_rfc9535.selectors import NameSelector

from contracts.errors import ContractError
from contracts.expressions import nearest
from contracts.pointers import NOTHING, at, pointer, tokens

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """What one action of an overlay has put where.

    Args:
        path: the node of the document it was merged into.
        update: what was merged.
        pointer: where that stands in the overlay: `/actions/3/update`.
    """

    path: Path
    update: Any
    pointer: str


@dataclass(frozen=True, slots=True)
class Source:
    """A document, and where its parts were read from.

    Args:
        value: the document, with the overlay applied.
        file: the document's file, as a person would name it.
        overlay: the overlay's file; None where there is none.
        origins: what the overlay has put where, first to last.
        notes: what of the files is ignored on purpose, a line each.
    """

    value: Mapping[str, Any]
    file: str
    overlay: str | None = None
    origins: tuple[Origin, ...] = field(default=(), repr=False)
    notes: tuple[str, ...] = ()

    def place(self, where: str) -> tuple[str, str]:
        """The file that holds what stands at a pointer of the document, and its pointer there."""
        path = tokens(where)
        for origin in reversed(self.origins):
            rest = path[len(origin.path) :]
            inside = path[: len(origin.path)] == tuple(map(str, origin.path))
            if self.overlay and inside and rest and at(origin.update, rest) is not NOTHING:
                return self.overlay, origin.pointer + pointer(rest)
        return self.file, pointer(path)

    def error(self, where: str, problem: str, way_out: str = "") -> ContractError:
        """A refusal of what stands at a pointer of the document, told at its place in the file it came from."""
        file, place = self.place(where)
        return ContractError(file, place, problem, way_out)


def apply(document: dict[str, Any], file: str, overlay: Mapping[str, Any], overlay_file: str) -> Source:
    """Apply an overlay whose shape is that of Overlay 1.0.0.

    Args:
        document: what it is applied to, changed in place.
        file: the document's file, for errors.
        overlay: the overlay, `actions` being a list of `target` with `update` or `remove`.
        overlay_file: its file, for errors.

    Raises:
        ContractError: for a target that is no JSONPath (RFC 9535), matches nothing or a scalar, and for an
            update that does not fit what it is merged into.
    """
    origins: list[Origin] = []
    for index, action in enumerate(overlay["actions"]):
        step = _Action(document, action, f"/actions/{index}", overlay_file)
        origins.extend(step.applied())
    return Source(document, file, overlay_file, tuple(origins))


class _Action:
    """One action on one document."""

    def __init__(self, document: dict[str, Any], action: Mapping[str, Any], where: str, file: str) -> None:
        self._document, self._action, self._where, self._file = document, action, where, file

    def applied(self) -> Iterator[Origin]:
        """Remove or merge; tells what was merged where. An action that removes merges nothing."""
        paths = self._paths()
        if self._action.get("remove"):
            # Backwards: an index stays what it was until its own turn comes.
            for path in sorted(set(paths), reverse=True):
                self._remove(path)
        elif "update" in self._action:
            for path in paths:
                yield self._update(path)

    def _paths(self) -> list[Path]:
        target = self._action["target"]
        try:
            query = jsonpath_rfc9535.compile(target)
            paths = [node.location for node in query.find(self._document)]
        except jsonpath_rfc9535.JSONPathError as error:
            raise self._refused("/target", f"{target} is no JSONPath of RFC 9535: {error}") from None
        if not paths:
            raise self._refused("/target", f"{target} matches nothing", _meant(query, self._document))
        return paths

    def _remove(self, path: Path) -> None:
        if not path:
            raise self._refused("/target", "the whole document cannot be removed", "Name a part of it")
        del at(self._document, path[:-1])[path[-1]]

    def _update(self, path: Path) -> Origin:
        # A copy each: two targets must not share what is merged into both.
        update, node = copy.deepcopy(self._action["update"]), at(self._document, path)
        if isinstance(node, list):
            node.append(update)
            return Origin((*path, len(node) - 1), update, f"{self._where}/update")
        if not isinstance(node, dict) or not isinstance(update, dict):
            raise self._refused("/target", f"{self._action['target']} matches what an update cannot be merged into")
        self._merge(node, update, ())
        return Origin(path, update, f"{self._where}/update")

    def _merge(self, node: dict[str, Any], update: Mapping[str, Any], path: Path) -> None:
        """Objects are merged, lists joined, anything else is replaced."""
        for name, value in update.items():
            here, own = (*path, name), node.get(name)
            if own is not None and value is not None and _shape(own) is not _shape(value):
                problem = f"{name} is {_NAMES[_shape(own)]} in the document and {_NAMES[_shape(value)]} here"
                raise self._refused(f"/update{pointer(here)}", problem, "Remove it in an action before this one")
            if isinstance(own, dict):
                self._merge(own, value, here)
            elif isinstance(own, list):
                own.extend(value)
            else:
                node[name] = copy.deepcopy(value)

    def _refused(self, where: str, problem: str, way_out: str = "") -> ContractError:
        return ContractError(self._file, self._where + where, problem, way_out)


_NAMES: Mapping[type, str] = {dict: "an object", list: "a list", object: "a scalar"}


def _shape(value: Any) -> type:
    return next(kind for kind in _NAMES if isinstance(value, kind))


def _meant(query: jsonpath_rfc9535.JSONPathQuery, document: Any) -> str:
    """What a target of plain names was probably meant to name: the first name that is not there, corrected."""
    for name in _names(query):
        inner = at(document, (name,))
        if inner is NOTHING:
            near = nearest(name, document) if isinstance(document, dict) else None
            return f"Did you mean {near}?" if near else f"There is no {name} there"
        document = inner
    return "Correct it, or take the action out"


def _names(query: jsonpath_rfc9535.JSONPathQuery) -> Iterable[str]:
    for segment in query.segments:
        if len(segment.selectors) != 1 or not isinstance(segment.selectors[0], NameSelector):
            return
        yield segment.selectors[0].name
