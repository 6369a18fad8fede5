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
    # Pixels are not known yet: rules on them come after decoding.
    found = rules.problems(kind, media_type, len(content), 10**9, 10**9)
    if found:
        raise _refusal(found)
    try:
        clean = clean_pdf(content) if media_type == rules.PDF else clean_image(content, media_type)
    except ValueProblem as problem:
        raise _refusal([problem]) from None
    if clean.width and (
        found := rules.problems(kind, media_type, len(content), clean.width, clean.height)
    ):
        raise _refusal(found)
    return Judged(clean, hashlib.sha256(clean.content).hexdigest())


def tidy_name(name: str) -> str:
    """Return a client's file name without directories and control characters, cut to length."""
    base = re.split(r"[\\/]", name)[-1]
    printable = "".join(char for char in base if char.isprintable()).strip(" .")
    return printable[-MAX_NAME:] or "file"


def _refusal(found: list[ValueProblem]) -> ValidationFailed:
    return ValidationFailed.of([problem.violation("file") for problem in found])
