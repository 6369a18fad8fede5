"""Snapshots of another version are read, and keep what this version does not know."""

import json
from dataclasses import replace

import pytest
from casework.domain.applicants import Applicant
from casework.domain.attachments import FileFacts
from collection.domain.approved_changes import apply_change, make_row
from collection.domain.content import Authority
from collection.domain.submissions import Submission

FILE = FileFacts("a-level", "level_certificate", "证书.jpg", "image/jpeg", 4)
NEW = {"added_later": "x"}


@pytest.fixture
def submission(person, content):
    return Submission(content(), person(), {FILE.attachment_id: FILE}, "2026-11-23T08:00:00+00:00")


def parts_of(content):
    """Return every object of a stored content that has fields of its own."""
    rows = [*content["educations"], *content["employments"]]
    parts = [part for row in content["employments"] for part in row["accounting_experiences"]]
    return [content, content["basic"], content["authority"], *rows, *parts]


def of_a_newer_version(submission):
    stored = json.loads(submission.to_text())
    for part in (stored, stored["person"], *stored["files"], *parts_of(stored["content"])):
        part.update(NEW)
    return stored


def test_R8_2_a_snapshot_of_a_newer_version_is_read(submission):
    newer = of_a_newer_version(submission)
    assert Submission.from_text(json.dumps(newer)) == submission


def test_R8_2_a_snapshot_of_an_older_version_is_read(submission):
    older = json.loads(submission.to_text())
    del older["content"]["educations"][0]["major"], older["person"]["nationality"]
    read = Submission.from_text(json.dumps(older))
    assert read.content.educations[0].major is None
    assert isinstance(read.person, Applicant)


def test_R4_3_3_a_copy_keeps_what_a_newer_version_wrote(submission):
    newer = of_a_newer_version(submission)
    copy = replace(Submission.from_text(json.dumps(newer)))
    assert json.loads(copy.to_text()) == newer


def test_R4_3_3_a_changed_object_keeps_its_unknown_keys_and_a_new_one_gets_none(submission):
    read = Submission.from_text(json.dumps(of_a_newer_version(submission)))
    after = {"school_name": "清华大学", "attachments": {}}
    content = apply_change(read.content, "education", "modify", "e1", after)
    content = apply_change(content, "education", "add", "e2", after)
    content = replace(content, authority=Authority("au-110105", "朝阳区财政局", "/au-110105/"))
    stored = json.loads(replace(read, content=content).to_text())["content"]
    changed, added = stored["educations"]
    assert (changed["school_name"], changed["added_later"]) == ("清华大学", "x")
    assert changed["attachments"] == {}, "a removed file does not come back"
    assert "added_later" not in added
    assert "added_later" not in stored["authority"], "another authority has nothing of the former"


def test_R4_3_3_a_removed_object_does_not_come_back(submission):
    read = Submission.from_text(json.dumps(of_a_newer_version(submission)))
    content = apply_change(read.content, "education", "delete", "e1", None)
    assert json.loads(replace(read, content=content).to_text())["content"]["educations"] == []


@pytest.mark.parametrize("section", ["education", "employment"])
def test_R4_3_3_a_change_of_a_newer_version_is_applied(submission, section):
    rows = getattr(submission.content, f"{section}s")
    key = f"{section}_id"
    row = next(iter(json.loads(submission.to_text())["content"][f"{section}s"]))
    row_id = row.pop(key)
    assert make_row(section, row_id, row | NEW) == rows[0]
    basic = apply_change(submission.content, "basic", "modify", None, {"email": "a@b.cn"} | NEW)
    assert basic.basic.email == "a@b.cn"
