"""Log-in names and the claims of those who forgot the password: R2.1.1, R2.2.1."""

from typing import Any

import pytest
from identity.domain.login_names import LoginName, read_login
from identity.domain.password_reset import Claim, agrees, check_reset


@pytest.mark.parametrize(
    ("raw", "numbers", "phone"),
    [
        pytest.param("138-0013 8000", ("13800138000",), "13800138000", id="R2.1.1-phone"),
        pytest.param(
            "１３８００１３８０００", ("13800138000",), "13800138000", id="R2.1.1-full-width"
        ),
        pytest.param("11010519491231002x", ("11010519491231002X",), None, id="R2.1.1-resident"),
        pytest.param("h1234567802", ("H1234567802", "H12345678"), None, id="R2.1.1-permit"),
        pytest.param("1234567801", ("1234567801", "12345678"), None, id="R2.1.1-old-taiwan-permit"),
        pytest.param("e1234567", ("E1234567",), None, id="R2.1.1-passport"),
        pytest.param(
            "110105\u200b-1949 1231–002x\u202c",
            ("11010519491231002X",),
            None,
            id="R2.1.1-unseen-marks",
        ),
        pytest.param("  ", ("",), None, id="R2.1.1-blank"),
    ],
)
def test_read_login(raw: str, numbers: tuple[str, ...], phone: str | None) -> None:
    login = read_login(raw)
    assert (login.numbers, login.phone) == (numbers, phone)


@pytest.mark.parametrize(
    "spellings",
    [
        pytest.param(("13800138000", "+86 138 0013 8000"), id="R2.1.2-phone"),
        pytest.param(("h12345678", "H1234567801", "Ｈ1234567802"), id="R2.1.2-permit"),
    ],
)
def test_spellings_of_one_name_share_one_lock(spellings: tuple[str, ...]) -> None:
    assert len({read_login(spelling).text for spelling in spellings}) == 1


FORM = {
    "id_number": "11010519491231002x",
    "name": "买买提•古丽",
    "phone": "13800138000",
    "new_password": "Ledger#2027",
    "new_password_confirmation": "Ledger#2027",
}


def test_R2_2_1_a_right_claim_is_normalised() -> None:
    claim, violations = check_reset(FORM, [])
    assert violations == []
    assert claim is not None
    assert (claim.name, claim.phone) == ("买买提·古丽", "13800138000")
    assert claim.login.numbers == ("11010519491231002X",)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({"phone": "12"}, "phone", id="R2.2.1-phone"),
        pytest.param({"name": "··"}, "name", id="R2.2.1-name"),
        pytest.param(
            {"new_password_confirmation": "Ledger#2028"},
            "new_password_confirmation",
            id="R2.2.1-confirmation",
        ),
        pytest.param(
            dict.fromkeys(("new_password", "new_password_confirmation"), "A1231002x#"),
            "new_password",
            id="R2.2.1-own-number",
        ),
    ],
)
def test_wrong_claims(change: dict[str, Any], field: str) -> None:
    claim, violations = check_reset(FORM | change, [])
    assert claim is None
    assert [violation.field for violation in violations] == [field]


@pytest.mark.parametrize(
    ("name", "phone", "agreed"),
    [
        pytest.param("买买提·古丽", "13800138000", True, id="R2.2.1-all-agree"),
        pytest.param("买买提 古丽", "13800138000", True, id="R2.2.1-other-separator"),
        pytest.param("买买提", "13800138000", False, id="R2.2.1-other-name"),
        pytest.param("买买提·古丽", "13800138001", False, id="R2.2.1-other-phone"),
    ],
)
def test_agrees(name: str, phone: str, agreed: bool) -> None:
    claim = Claim(LoginName("x", ("x",), None), "买买提·古丽", "13800138000", "Ledger#2027")
    assert agrees(claim, name, phone) is agreed
