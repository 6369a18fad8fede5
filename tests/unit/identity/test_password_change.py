"""Whether a new password may be used: R2.1.3."""

import pytest
from contracts.errors import Violation
from identity.domain.password_change import check_change

NUMBERS = ("11010519491231002X", "13800138000")
FORM = {
    "old_password": "Ledger#2026",
    "new_password": "Journal#2027",
    "new_password_confirmation": "Journal#2027",
}


def codes_of(**changes: str) -> set[tuple[str, str]]:
    return {(each.field, each.code) for each in check_change(FORM | changes, [], NUMBERS)}


def twice(password: str) -> dict[str, str]:
    return {"new_password": password, "new_password_confirmation": password}


def test_R2_1_3_another_strong_password_may_be_used() -> None:
    assert codes_of() == set()


@pytest.mark.parametrize(
    ("password", "code"),
    [
        pytest.param("Ledger#2026", "identity.password_same", id="R2.1.3-the-old-one"),
        pytest.param("Kuaiji#27", "value.password_guessable", id="R2.1.3-weak-word"),
        pytest.param("Ab#138000x", "value.password_personal", id="R2.1.3-own-phone"),
        pytest.param("Ab#31002X", "value.password_personal", id="R2.1.3-own-number"),
        pytest.param("abcdefg", "value.password_too_short", id="R2.1.3-short"),
    ],
)
def test_what_a_new_password_must_not_be(password: str, code: str) -> None:
    assert ("new_password", code) in codes_of(**twice(password))


def test_R2_1_3_the_part_that_is_weak_is_named() -> None:
    [violation] = check_change(FORM | twice("Kuaiji#27"), [], NUMBERS)
    assert "Kuaiji" in (violation.message or "")


def test_R2_1_3_everything_is_said_together() -> None:
    shape = [Violation("old_password", "common.required")]
    form = {"new_password": "x", "new_password_confirmation": "y"}
    found = {each.field for each in check_change(form, shape, NUMBERS)}
    assert found == {"old_password", "new_password", "new_password_confirmation"}
