"""The documents that people agree to, as they lie in `identity/consents`: a file for each version.

A version that was published is never edited: records name it. The last one of a kind is in force.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from contracts import consents


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a document, by the element of the law that it states."""

    key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """One version of one document."""

    kind: str
    version: str
    title: str
    text: str
    effective_on: date
    sections: tuple[Section, ...] = ()
    # What comes of a withdrawal, said before it.
    consequences: str | None = None
    # Earlier versions that registration takes still.
    registration_takes: tuple[str, ...] = ()

    @property
    def needed_for(self) -> list[str]:
        """Return the actions that need agreement to it."""
        return [action for action, kinds in consents.NEEDED.items() if self.kind in kinds]

    @property
    def is_separate(self) -> bool:
        """Tell whether it is agreed to by itself, never with the registration."""
        return self.kind in consents.SEPARATE


def parse(kind: str, version: str, source: str) -> Document:
    """Return the document that a file describes; raises for a member that nobody knows."""
    said: dict[str, Any] = tomllib.loads(source)
    sections = tuple(
        Section(one["key"], consents.ELEMENTS[one["key"]], one["text"])
        for one in said.pop("sections", ())
    )
    text = said.pop("text", None) or "\n\n".join(f"{s.title}\n{s.text}" for s in sections)
    taken = tuple(said.pop("registration_takes", ()))
    return Document(kind, version, text=text, sections=sections, registration_takes=taken, **said)


def _load() -> Mapping[str, tuple[Document, ...]]:
    folder = files("identity") / "consents"
    return {kind: _versions_of(kind, folder / kind) for kind in consents.KINDS}


def _versions_of(kind: str, folder: Traversable) -> tuple[Document, ...]:
    found = {file.name.removesuffix(".toml"): file for file in folder.iterdir()}
    # Days after their month: "2026-11" < "2026-11-28".
    latest_first = sorted(found, reverse=True)
    return tuple(parse(kind, one, found[one].read_text("utf-8")) for one in latest_first)


# Of each kind all versions, the latest first.
VERSIONS: Mapping[str, tuple[Document, ...]] = _load()
# Documents nothing needs any more are kept for those who agreed to them.
IN_FORCE: Mapping[str, Document] = {
    kind: versions[0] for kind, versions in VERSIONS.items() if versions[0].needed_for
}


def find_version(kind: str, version: str) -> Document | None:
    """Return one version of one document."""
    return next((one for one in VERSIONS.get(kind, ()) if one.version == version), None)


def title_of(kind: str) -> str:
    """Return how a document is called by its latest version."""
    return VERSIONS[kind][0].title
