"""What is known of a file that came with an application."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a page needs to know of an attachment."""

    attachment_id: str
    kind: str
    file_name: str
    media_type: str
    size: int
    width: int | None = None
    height: int | None = None
