"""A contract from its files: read, overlaid, surveyed, read for meaning, proved consistent; each step once, in order.

It decides which files are meant, and the order of the steps; the steps themselves stand elsewhere.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from contracts.consistency import refuse_contradictions
from contracts.document import read_document, shown
from contracts.errors import ContractError
from contracts.facts import Facts
from contracts.model import Contract, Operation
from contracts.overlay import Source, apply
from contracts.reading import read_operations
from contracts.reading_behaviour import BehaviourReader
from contracts.reading_semantics import read_listing, read_semantics
from contracts.references import References
from contracts.semantics import Listing, Semantics
from contracts.support import survey
from contracts.vocabulary import refuse_overlay

_EXTENDS: Final = "`extends` is ignored: whoever starts a run names the document"
_VERSION: Final = re.compile(r"3\.1\.[0-9]+")


@dataclass(frozen=True, slots=True)
class Bundled:
    """The contract that ships with the kit: a folder of this package, whose name its fixtures share."""

    folder: Path

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    @property
    def document(self) -> Path:
        """The OpenAPI document."""
        return self.folder / "openapi.yaml"

    @property
    def semantics(self) -> Path:
        """The overlay that says what the document has no words for."""
        return self.folder / "semantics.yaml"


# Whose contract it is, is a matter of data: the one folder here that holds a document.
BUNDLED: Final = Bundled(next(Path(__file__).parent.glob("*/openapi.yaml")).parent)


def load_contract(document: Path | None = None, semantics: Path | None = None) -> Contract:
    """Read a contract.

    Args:
        document: an OpenAPI 3.1 document, YAML or JSON; None for the bundled one, with its semantics.
        semantics: an OpenAPI Overlay 1.0 of it; None, with a document, for none.

    Raises:
        ContractError: for the first thing that cannot be read, is not understood or contradicts itself; it names
            the file, the place and the way out.
    """
    if document is None:
        document, semantics = BUNDLED.document, semantics or BUNDLED.semantics
    source = _source(document, semantics)
    ignored = survey(source)
    references = References(source.value)
    operations, left_out = read_operations(source, references)
    operations, meaning = _meant(source, references, operations)
    return Contract(
        title=source.value["info"]["title"],
        version=source.value["info"]["version"],
        source=source.file,
        document=source.value,
        operations=operations,
        semantics=meaning,
        notes=(*source.notes, *ignored, *left_out),
    )


def _source(document: Path, semantics: Path | None) -> Source:
    value, file = read_document(document), shown(document)
    _refuse_version(value, file)
    if semantics is None:
        return Source(value, file)
    overlay, overlay_file = read_document(semantics), shown(semantics)
    refuse_overlay(overlay, overlay_file)
    source = apply(value, file, overlay, overlay_file)
    return replace(source, notes=(f"{overlay_file}#/extends: {_EXTENDS}",)) if "extends" in overlay else source


def _refuse_version(value: Mapping[str, Any], file: str) -> None:
    if "openapi" not in value:
        way_out = "It is Swagger 2: convert it" if "swagger" in value else "Write `openapi: 3.1.0` at the top"
        raise ContractError(file, "", "is no OpenAPI document", way_out)
    version = value["openapi"]
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        way_out = "Convert it to 3.1.0" if str(version).startswith("3.0") else "Write `openapi: 3.1.0`"
        raise ContractError(file, "/openapi", f"OpenAPI {version} is not supported", way_out)


def _meant(
    source: Source, references: References, operations: tuple[Operation, ...]
) -> tuple[tuple[Operation, ...], Semantics]:
    """The operations with what they mean, and what the contract means as a whole."""
    meaning = read_semantics(source, references)
    listing: Listing | None = read_listing(source)
    reader = BehaviourReader(source, references, meaning.resources, listing)
    operations = tuple(reader.read(each) for each in operations)
    refuse_contradictions(Facts(source, references, operations, meaning, listing))
    return operations, meaning
