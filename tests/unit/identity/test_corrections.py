"""What may be mended of a registration, and how often: R1.1.2–R1.1.4, R2.3.3."""

from dataclasses import replace
from datetime import date

import pytest
from contracts.errors import Conflict
from contracts.values.id_numbers import check_character
from identity.domain.corrections import (
    Identity,
    Past,
    asked_fields,
    check_correction,
    items_of,
    may_correct,
    reason_for,
)

TODAY = date(2026, 11, 28)
RESIDENT = Identity("resident_id", "11010519491231002X", "欧阳䶮", None, "female", "1949-12-31")
TRAVELLER = Identity("passport", "H12345678", "JEAN DUPONT", "FRA", "male", "1980-01-01")
LOST = replace(RESIDENT, id_number="")


def form_of(identity: Identity, **changes: object) -> dict:
    names = ("id_type", "id_number", "name", "nationality", "gender", "birth_date")
    return {name: getattr(identity, name) for name in names} | changes


def check(form: dict, present: Identity = RESIDENT) -> tuple[Identity | None, dict[str, str]]:
    wanted, violations = check_correction(form, [], present, TODAY)
    return wanted, {one.field: one.code for one in violations}


@pytest.mark.parametrize(
    "present", [RESIDENT, TRAVELLER], ids=["R1.1.3-resident", "R1.1.3-passport"]
)
def test_what_is_sent_as_it_is_changes_nothing(present: Identity) -> None:
    masked = present.masked(("name", "id_number"))
    for form in (form_of(present), form_of(present, **masked)):
        wanted, wrong = check(form, present)
        assert (wanted, wrong) == (present, {})


def test_R1_1_4_the_birth_date_follows_a_resident_number() -> None:
    number = "11010819900307001" + check_character("11010819900307001")
    wanted, _ = check(form_of(RESIDENT, id_number=number))
    assert wanted is not None
    assert (wanted.birth_date, wanted.gender) == ("1990-03-07", "male")
    wanted, wrong = check(form_of(RESIDENT, gender="male"))
    assert wrong == {"gender": "identity.gender_disagrees"}


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        pytest.param({"name": "欧**"}, {"name": "value.masked"}, id="R8.4-name"),
        pytest.param({"id_number": "1101*"}, {"id_number": "value.masked"}, id="R8.4-number"),
        pytest.param({"name": "X"}, {"name": "value.name_too_short"}, id="R1.1.3-name"),
    ],
)
def test_what_is_wrong_is_named(changes: dict, wrong: dict) -> None:
    assert check(form_of(RESIDENT, **changes))[1] == wrong


def test_R1_1_3_what_is_left_out_stays() -> None:
    assert check({"name": "李明"}) == (replace(RESIDENT, name="李明"), {})
    assert check({"gender": "female"}, TRAVELLER) == (replace(TRAVELLER, gender="female"), {})
    assert check({"name": "李明"}, LOST)[1] == {"id_number": "common.required"}


def test_R1_1_2_an_empty_number_has_no_mask() -> None:
    assert check(form_of(LOST, id_number="*"), LOST)[1] == {"id_number": "value.masked"}


@pytest.mark.parametrize(
    ("changed", "present", "past", "reason"),
    [
        pytest.param(("name",), RESIDENT, Past("unverified"), "own", id="R1.1.3-own"),
        pytest.param(("name",), RESIDENT, Past("returned", 3, ["name"]), "asked", id="R6.3-asked"),
        pytest.param(
            ("id_number", "birth_date"),
            RESIDENT,
            Past("returned", 3, ["id_number"]),
            "asked",
            id="R6.3-what-comes-with-it",
        ),
        pytest.param(("id_number",), LOST, Past("unverified", 3), "anew", id="R2.3.3-lost"),
        pytest.param(
            ("name", "id_number"), RESIDENT, Past("returned", 2, ["name"]), "own", id="R6.3-more"
        ),
    ],
)
def test_on_what_grounds(changed: tuple, present: Identity, past: Past, reason: str) -> None:
    assert reason_for(changed, present, past) == reason
    assert may_correct(present, past)


@pytest.mark.parametrize(
    ("past", "code"),
    [
        pytest.param(Past("unverified", 3), "identity.corrections_used_up", id="R1.1.3-three"),
        pytest.param(
            Past("under_review"), "identity.correction_under_review", id="R2.3.3-under-review"
        ),
        pytest.param(
            Past("verified"), "identity.correction_after_verification", id="R2.3.3-verified"
        ),
    ],
)
def test_when_nothing_may_be_mended(past: Past, code: str) -> None:
    with pytest.raises(Conflict) as refusal:
        reason_for(("name",), RESIDENT, past)
    assert refusal.value.code == code
    assert not may_correct(RESIDENT, past)


def test_R6_3_a_reviewer_returns_fields_of_the_registration() -> None:
    assert set(items_of("passport")) - set(items_of("resident_id")) == {"person.nationality"}
    reasons = [{"item": one} for one in ("person.name", "holding", "person.name", "person.phone")]
    assert asked_fields(reasons) == ["name"]
