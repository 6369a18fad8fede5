"""Drawn files are real images within the limits of their kinds, and the bad ones are not."""

import io

import pytest
from contracts.attachments import ATTACHMENT_RULES, problems
from demo import sample_files
from demo.scenario import picture_of
from PIL import Image

STORY_KINDS = sorted(
    ATTACHMENT_RULES.keys()
    - {"residence_permit", "student_status", "transfer_proof", "credit_proof"}
)


def _found(kind: str, picture: bytes) -> list[str]:
    image = Image.open(io.BytesIO(picture))
    image.load()
    media_type = Image.MIME[image.format or ""]
    return [p.code for p in problems(kind, media_type, len(picture), *image.size)]


@pytest.mark.parametrize("kind", STORY_KINDS)
def test_files_of_the_story_are_accepted(kind: str) -> None:
    assert _found(kind, picture_of(kind, "张𫖯")) == []


def test_png_documents_are_accepted() -> None:
    assert _found("employment_proof", sample_files.document_png("Proof", "张三")) == []


def test_bad_portraits_break_one_rule_each() -> None:
    assert _found("photo", sample_files.small_portrait()) == ["attachment.too_few_pixels"]
    assert _found("photo", sample_files.thin_portrait()) == ["attachment.too_small"]


def test_each_owner_has_a_file_of_their_own() -> None:
    assert sample_files.portrait("a") != sample_files.portrait("b")
    assert sample_files.document_png("Proof", "a") != sample_files.document_png("Proof", "b")
