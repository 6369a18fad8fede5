"""PDF files: readable, not encrypted, and nothing in them that acts."""

import io
from collections.abc import Iterator
from typing import Any

from contracts.values import ValueProblem
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from gateway.attachments.images import CleanFile

MAX_PAGES = 60
MAX_OBJECTS = 20_000
# Keys that make a viewer run, open, fetch or unpack something.
ACTIVE_KEYS = frozenset(
    {
        "/AA",
        "/EF",
        "/EmbeddedFile",
        "/EmbeddedFiles",
        "/JavaScript",
        "/JS",
        "/Launch",
        "/OpenAction",
        "/RichMedia",
        "/SubmitForm",
        "/XFA",
    }
)
# A plain link or bookmark is `/A` with `/S /URI` or `/GoTo`; these are not.
ACTIVE_ACTIONS = frozenset({"/GoToE", "/GoToR", "/ImportData", "/JavaScript", "/Launch"})


def clean_pdf(content: bytes) -> CleanFile:
    """Return the document unchanged; raise ValueProblem if it must not be passed on."""
    try:
        _ensure_harmless(PdfReader(io.BytesIO(content)))
    except ValueProblem:
        raise
    except Exception:  # noqa: BLE001 - pypdf raises nearly anything on damaged input
        raise ValueProblem("attachment.pdf_unreadable") from None
    return CleanFile(content, "application/pdf")


def _ensure_harmless(reader: PdfReader) -> None:
    if reader.is_encrypted:
        raise ValueProblem("attachment.pdf_encrypted")
    if not 0 < len(reader.pages) <= MAX_PAGES:
        raise ValueProblem("attachment.pdf_unreadable", f"PDF 文件须为 1 至 {MAX_PAGES} 页")
    if any(_is_active(part) for part in _objects(reader)):
        raise ValueProblem("attachment.pdf_scripted")


def _objects(reader: PdfReader) -> Iterator[Any]:
    numbers = {n for generation in reader.xref.values() for n in generation}
    numbers |= set(reader.xref_objStm)
    if len(numbers) > MAX_OBJECTS:
        raise ValueProblem("attachment.pdf_unreadable")
    for number in numbers:
        yield reader.get_object(number)
    yield reader.trailer


def _is_active(part: Any, depth: int = 8) -> bool:
    """Return whether an object holds an action; references are objects of their own."""
    if depth == 0:
        return True
    if isinstance(part, DictionaryObject):
        if ACTIVE_KEYS & part.keys() or part.get("/S") in ACTIVE_ACTIONS:
            return True
        return any(_is_active(part.raw_get(key), depth - 1) for key in part)
    if isinstance(part, ArrayObject):
        return any(_is_active(item, depth - 1) for item in list.__iter__(part))
    return False
