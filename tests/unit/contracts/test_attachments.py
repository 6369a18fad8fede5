"""Attachment rules by kind."""

import pytest
from contracts.attachments import ATTACHMENT_RULES, KB, MB, problems, warnings
from contracts.errors import Violation

KINDS = [
    "photo",
    "id_portrait",
    "id_reverse",
    "id_holding",
    "residence_permit",
    "level_certificate",
    "degree_certificate",
    "student_status",
    "uscc_certificate",
    "employment_proof",
    "appointment_proof",
    "transfer_proof",
    "credit_proof",
]


def codes(kind: str, media_type: str, size: int, width: int = 600, height: int = 840) -> list[str]:
    return [problem.code for problem in problems(kind, media_type, size, width, height)]


def test_every_kind_of_the_api_has_a_rule() -> None:
    assert sorted(ATTACHMENT_RULES) == sorted(KINDS)


@pytest.mark.parametrize(
    ("size", "width", "height", "expected"),
    [
        pytest.param(10 * KB, 295, 413, [], id="R3.2.1-exactly-enough"),
        pytest.param(10 * KB - 1, 295, 413, ["attachment.too_small"], id="R3.2.1-below-10-KB"),
        pytest.param(20 * KB, 294, 413, ["attachment.too_few_pixels"], id="R3.2.1-narrow"),
        pytest.param(20 * KB, 295, 412, ["attachment.too_few_pixels"], id="R3.2.1-low"),
        pytest.param(500 * KB + 1, 295, 413, ["attachment.too_large"], id="R3.2.1-above-500-KB"),
        pytest.param(
            1, 1, 1, ["attachment.too_small", "attachment.too_few_pixels"], id="R3.2.1-all-at-once"
        ),
    ],
)
def test_photo(size: int, width: int, height: int, expected: list[str]) -> None:
    assert codes("photo", "image/jpeg", size, width, height) == expected


@pytest.mark.parametrize(
    ("kind", "media_type", "size", "expected"),
    [
        pytest.param("photo", "image/png", 50 * KB, ["attachment.type"], id="R3.2.1-jpg-only"),
        pytest.param("level_certificate", "image/png", 50 * KB, [], id="R3.3.1-png"),
        pytest.param(
            "level_certificate", "application/pdf", 50 * KB, ["attachment.type"], id="R3.3.1-pdf"
        ),
        pytest.param("student_status", "application/pdf", 50 * KB, [], id="R3.3.1-status-pdf"),
        pytest.param("id_holding", "image/jpeg", 5 * MB, [], id="R2.3.3-5-MB"),
        pytest.param(
            "id_holding", "image/jpeg", 5 * MB + 1, ["attachment.too_large"], id="R2.3.3-above-5-MB"
        ),
        pytest.param("id_portrait", "image/gif", 50 * KB, ["attachment.type"], id="R2.3.3-gif"),
        pytest.param("poem", "image/png", 50 * KB, ["attachment.kind_unknown"], id="unknown-kind"),
    ],
)
def test_types_and_sizes(kind: str, media_type: str, size: int, expected: list[str]) -> None:
    assert codes(kind, media_type, size) == expected


def test_R3_2_1_texts_name_the_limit_and_the_present_size() -> None:
    [problem] = problems("photo", "image/jpeg", 20 * KB, 200, 413)
    assert "295" in problem.message
    assert "200×413" in problem.message
    assert problem.violation("photo_id") == Violation(
        "photo_id", "attachment.too_few_pixels", problem.message
    )


@pytest.mark.parametrize(
    ("kind", "width", "height", "expected"),
    [
        pytest.param("photo", 413, 579, [], id="R3.2.1-usual"),
        pytest.param("photo", 800, 800, ["attachment.aspect_unusual"], id="R3.2.1-square"),
        pytest.param("id_portrait", 800, 800, [], id="R2.3.3-no-ratio"),
    ],
)
def test_aspect_is_only_a_warning(kind: str, width: int, height: int, expected: list[str]) -> None:
    assert [warning.code for warning in warnings(kind, width, height)] == expected
