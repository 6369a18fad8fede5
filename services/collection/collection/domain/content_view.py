"""Content as it is answered, with what is known of its files."""

from dataclasses import asdict
from typing import Any

from collection.domain.content import Authority, Content, Education, Employment
from collection.domain.submissions import Files


def content_view(content: Content, files: Files) -> dict[str, Any]:
    """Return the sections with what is known of each row's files."""
    return {
        "scope": content.scope,
        "basic": asdict(content.basic),
        "educations": [row_view(row, files) for row in content.educations],
        "employments": [row_view(row, files) for row in content.employments],
        "authority": authority_view(content.authority),
        "attachments": files_view(files),
    }


def files_view(files: Files) -> list[dict[str, Any]]:
    """Return what is known of each file."""
    return [asdict(file) for file in files.values()]


def row_view(row: Education | Employment, files: Files) -> dict[str, Any]:
    """Return one education or employment; its files in full."""
    shown = [asdict(files[file_id]) for file_id in row.attachments.values() if file_id in files]
    return {**asdict(row), "attachments": shown}


def authority_view(authority: Authority | None) -> dict[str, str] | None:
    """Return an authority as it is referred to."""
    return {"authority_id": authority.authority_id, "name": authority.name} if authority else None
