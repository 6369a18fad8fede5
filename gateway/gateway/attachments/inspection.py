"""Judge an uploaded file by its content and the rule of its kind."""

import hashlib
import re
from dataclasses import dataclass

import filetype
from contracts import attachments as rules
from contracts.errors import ValidationFailed, Violation
from contracts.values import ValueProblem

from gateway.attachments.documents import clean_pdf
from gateway.attachments.images import CleanFile, clean_image

MAX_NAME = 120
_SNIFF_BYTES = 512


@dataclass(frozen=True, slots=True)
class Judged:
    """A file that passed, with the SHA-256 of what is stored."""

    file: CleanFile
    sha256: str


def largest_upload() -> int:
    """Return the size that no kind of attachment may exceed."""
    return max(rule.max_bytes for rule in rules.ATTACHMENT_RULES.values())


def ensure_known_kind(kind: str) -> None:
    """Raise when there is no such kind of attachment."""
    if kind not in rules.ATTACHMENT_RULES:
        raise ValidationFailed.of([Violation("kind", "attachment.kind_unknown")])


def inspect(kind: str, content: bytes) -> Judged:
    """Return the file as it may be stored; raise ValidationFailed with all that is wrong.

    Slow: run it in a thread.
    """
    if not content:
        raise _refusal([ValueProblem("attachment.empty")])
    media_type = filetype.guess_mime(content[:_SNIFF_BYTES]) or "application/octet-stream"
    wrong_type = rules.type_problem(kind, media_type)
    if wrong_type:
        raise _refusal([wrong_type])
    try:
        clean = clean_pdf(content) if media_type == rules.PDF else clean_image(content, media_type)
    except ValueProblem as problem:
        raise _refusal([problem]) from None
    # What was sent around the picture counts neither for its size nor against it.
    found = rules.problems(kind, media_type, len(clean.content), *_pixels(clean))
    if found:
        raise _refusal(found)
    return Judged(clean, hashlib.sha256(clean.content).hexdigest())


def _pixels(clean: CleanFile) -> tuple[int | None, int | None]:
    """Return width and height; a document has none and no rule on them."""
    return (clean.width, clean.height) if clean.width else (10**9, 10**9)


def tidy_name(name: str) -> str:
    """Return a client's file name without directories and control characters, cut to length."""
    base = re.split(r"[\\/]", name)[-1]
    printable = "".join(char for char in base if char.isprintable()).strip(" .")
    return printable[-MAX_NAME:] or "file"


def _refusal(found: list[ValueProblem]) -> ValidationFailed:
    return ValidationFailed.of([problem.violation(_field_of(problem)) for problem in found])


def _field_of(problem: ValueProblem) -> str:
    return "kind" if problem.code == "attachment.kind_unknown" else "file"
