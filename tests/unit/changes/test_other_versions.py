"""What another version wrote or answers can be read: keys that are not known are ignored."""

import json
from typing import Any

from casework.domain.attachments import FileFacts
from changes.clients import CheckedChange, check_section, fetch_record_status
from changes.domain.credits import Achievement
from changes.domain.requests import ChangeRequest, Version
from chassis.storage.bucket import Wanted

FILE = FileFacts("file-1", "photo", "照片.jpg", "image/jpeg", 4, 413, 579)
KNOWN = {
    "attachment_id": "file-1",
    "kind": "photo",
    "file_name": "照片.jpg",
    "media_type": "image/jpeg",
    "size": 4,
    "width": 413,
    "height": 579,
}
NEWER = {**KNOWN, "pages": 2}
AUTHORITY = {"authority_id": "au-1", "name": "财政局", "path": "/au-1/", "coming": 1}


class FakeCollection:
    """Answers every call with one answer."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.answer = answer

    def call_as_service(self, _method: str, /, **_values: Any) -> dict[str, Any]:
        return self.answer


def test_a_stored_version_may_have_more_keys() -> None:
    stored = {"values": {"photo_id": "file-1", "coming": 1}, "files": [NEWER], "coming": 1}
    read = Version.from_text(json.dumps(stored))
    assert read == Version({"photo_id": "file-1", "coming": 1}, (FILE,))


def test_a_stored_version_may_lack_what_came_later() -> None:
    older = {name: value for name, value in KNOWN.items() if name not in ("width", "height")}
    read = Version.from_text(json.dumps({"values": {"photo_id": "file-1"}, "files": [older]}))
    assert read.files == (FileFacts("file-1", "photo", "照片.jpg", "image/jpeg", 4),)


def test_a_checked_change_may_have_more_keys() -> None:
    new = {"field": "photo_id", "kind": "photo", "attachment_id": "file-2", "coming": 1}
    answer = {
        "record_version": 3,
        "before": {"photo_id": "file-1"},
        "after": {"photo_id": "file-2"},
        "files": [NEWER],
        "new_files": [new],
        "coming": 1,
    }
    request = ChangeRequest("change-1", "basic", "modify", None, {"photo_id": "file-2"})
    checked = check_section(FakeCollection(answer), "person-1", request)  # type: ignore[arg-type]
    assert checked == CheckedChange(
        record_version=3,
        before=Version({"photo_id": "file-1"}, (FILE,)),
        after=Version({"photo_id": "file-2"}),
        new_files=(Wanted("file-2", ("photo",), "data.photo_id"),),
    )


def test_a_record_status_may_have_more_keys() -> None:
    answer = {"collection_status": "approved", "authority": AUTHORITY, "coming": 1}
    status = fetch_record_status(FakeCollection(answer), "person-1")  # type: ignore[arg-type]
    assert status.is_approved
    assert status.authority is not None
    assert status.authority.path == "/au-1/"


def test_an_achievement_takes_its_part_of_a_form() -> None:
    form = {"kind": "exam", "year": 2026, "achieved_on": "2026-05-18", "title": "考试", "coming": 1}
    assert Achievement.of(form) == Achievement("exam", 2026, "2026-05-18")
