"""Rules of registration, judged together: R1.1.1–R1.1.4, R1.1.7."""

from datetime import date
from typing import Any

import pytest
from contracts.consents import NEEDED, REGISTER
from contracts.errors import Violation
from identity.domain.consent_documents import IN_FORCE
from identity.domain.registration import check_registration

TODAY = date(2026, 11, 23)
CONSENTS = [{"kind": kind, "version": IN_FORCE[kind].version} for kind in NEEDED[REGISTER]]
RESIDENT = {
    "id_type": "resident_id",
    "id_number": "11010519491231002x",
    "name": "欧阳䶮",
    "phone": "138 0013 8000",
    "password": "Ledger#2026",
    "password_confirmation": "Ledger#2026",
    "nationality": None,
    "gender": None,
    "birth_date": None,
    "consents": CONSENTS,
}
PERMIT = RESIDENT | {
    "id_type": "hk_macao_permit",
    "id_number": "Ｈ１２３４５６７８",
    "gender": "female",
    "birth_date": "1990-05-20",
}
PASSPORT = PERMIT | {"id_type": "passport", "id_number": "e1234567", "nationality": "USA"}
TAIWAN = PERMIT | {"id_type": "taiwan_permit", "id_number": "12345678"}


@pytest.mark.parametrize(
    ("form", "key", "gender", "born"),
    [
        pytest.param(
            RESIDENT,
            "resident_id:11010519491231002X",
            "female",
            date(1949, 12, 31),
            id="R1.1.4-gender-and-birth-date-from-the-number",
        ),
        pytest.param(
            PERMIT, "hk_macao_permit:H12345678", "female", date(1990, 5, 20), id="R1.1.2-full-width"
        ),
        pytest.param(
            PERMIT | {"id_number": "H1234567802"},
            "hk_macao_permit:H12345678",
            "female",
            date(1990, 5, 20),
            id="R1.1.2-renewed-permit-is-the-same-person",
        ),
        pytest.param(
            PASSPORT, "passport:USA:E1234567", "female", date(1990, 5, 20), id="R1.1.2-passport"
        ),
        pytest.param(
            TAIWAN, "taiwan_permit:12345678", "female", date(1990, 5, 20), id="R1.1.1-taiwan"
        ),
    ],
)
def test_right_registrations(form: dict[str, Any], key: str, gender: str, born: date) -> None:
    applicant, violations = check_registration(form, [], TODAY)
    assert violations == []
    assert applicant is not None
    assert (applicant.identity_key, applicant.gender, applicant.birth_date) == (key, gender, born)
    assert (applicant.name, applicant.phone) == ("欧阳䶮", "13800138000")


@pytest.mark.parametrize(
    ("form", "field", "code"),
    [
        pytest.param(
            RESIDENT | {"id_number": "110105194912310021"},
            "id_number",
            "value.id_number_check_digit",
            id="R1.1.2-check-digit",
        ),
        pytest.param(
            PASSPORT | {"nationality": None},
            "nationality",
            "value.nationality_required",
            id="R1.1.2-passport-needs-nationality",
        ),
        pytest.param(
            PASSPORT | {"nationality": "ZZZ"},
            "nationality",
            "value.nationality_unknown",
            id="R1.1.2-unknown-nationality",
        ),
        pytest.param(
            PERMIT | {"nationality": "USA"},
            "nationality",
            "identity.nationality_not_for_type",
            id="R1.1.2-nationality-is-for-passports",
        ),
        pytest.param(
            PERMIT | {"gender": None},
            "gender",
            "identity.gender_required",
            id="R1.1.4-gender-given",
        ),
        pytest.param(
            TAIWAN | {"birth_date": None},
            "birth_date",
            "identity.birth_date_required",
            id="R1.1.4-birth-date-given",
        ),
        pytest.param(
            PERMIT | {"birth_date": "2013-01-01"},
            "birth_date",
            "value.under_age",
            id="R1.1.4-under-14",
        ),
        pytest.param(
            RESIDENT | {"gender": "male"},
            "gender",
            "identity.gender_disagrees",
            id="R1.1.4-gender-disagrees",
        ),
        pytest.param(
            RESIDENT | {"birth_date": "1949-12-30"},
            "birth_date",
            "identity.birth_date_disagrees",
            id="R1.1.4-birth-date-disagrees",
        ),
        pytest.param(
            RESIDENT | {"name": "买买提•"}, "name", "value.name_separator", id="R1.1.3-separator"
        ),
        pytest.param(
            RESIDENT | {"password_confirmation": "Ledger#2025"},
            "password_confirmation",
            "value.password_confirmation",
            id="R1.1.4-confirmation-differs",
        ),
        pytest.param(
            RESIDENT | dict.fromkeys(("password", "password_confirmation"), "Ab138000!"),
            "password",
            "value.password_personal",
            id="R1.1.4-password-holds-the-phone",
        ),
        pytest.param(
            RESIDENT | {"consents": CONSENTS[:1]},
            "consents",
            "identity.consent_missing",
            id="R1.1.7-consent-missing",
        ),
    ],
)
def test_each_rule(form: dict[str, Any], field: str, code: str) -> None:
    applicant, violations = check_registration(form, [], TODAY)
    assert applicant is None
    assert [(violation.field, violation.code) for violation in violations] == [(field, code)]


def test_R1_1_7_all_violations_are_reported_together() -> None:
    form = PASSPORT | {
        "id_number": "!",
        "name": "@",
        "nationality": None,
        "gender": None,
        "birth_date": "31.12.1990",
        "phone": "12345",
        "password": "short",
        "password_confirmation": "other",
        "consents": [],
    }
    applicant, violations = check_registration(
        form, [Violation("sms_code", "common.required")], TODAY
    )
    assert applicant is None
    fields = [violation.field for violation in violations]
    assert sorted(set(fields)) == sorted(
        ["sms_code", *(name for name in form if name not in ("id_type",))]
    )
    assert fields.count("consents") == 2


def test_R1_1_7_a_malformed_field_has_one_violation() -> None:
    form = {name: value for name, value in PERMIT.items() if name not in ("gender", "id_type")}
    shape = [Violation("gender", "common.invalid_choice"), Violation("id_type", "common.required")]
    _, violations = check_registration(form, shape, TODAY)
    assert violations == shape


def test_R1_1_7_a_half_given_consent_is_a_violation_not_a_crash() -> None:
    shape = [Violation("consents[0].version", "common.required")]
    _, violations = check_registration(RESIDENT | {"consents": [{"kind": "privacy"}]}, shape, TODAY)
    assert shape[0] in violations
    assert len(violations) == 3


@pytest.mark.parametrize(
    ("form", "typed", "stored"),
    [
        pytest.param(RESIDENT, "李　明", "李明", id="R1.1.3-blank"),
        pytest.param(PASSPORT, "MUTHU S/O RAMASAMY", "MUTHU S/O RAMASAMY", id="R1.1.3-son-of"),
        pytest.param(PASSPORT, "X", "X", id="R1.1.3-one-letter"),
    ],
)
def test_names_by_certificate_type(form: dict[str, Any], typed: str, stored: str) -> None:
    registrant, violations = check_registration(form | {"name": typed}, [], TODAY)
    assert violations == []
    assert registrant is not None
    assert registrant.name == stored
