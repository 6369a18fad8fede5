"""The demo people obey the rules that everybody obeys: R1.1.2, R6.1."""

from datetime import date

import pytest
from contracts.reference.authorities import find_authority
from contracts.values.id_numbers import (
    birth_date_of,
    check_character,
    clean_id_number,
    gender_of,
)
from contracts.values.names import clean_person_name
from contracts.values.phones import clean_phone
from identity.domain.authorities import PLATFORM_ID
from identity.seed.people import PERSONS, STAFF, DemoPerson, DemoStaff

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("one", [pytest.param(p, id=f"R1.1.2-{p.login}") for p in PERSONS])
def test_demo_persons_could_have_registered(one: DemoPerson) -> None:
    number = clean_id_number(
        "resident_id", one.number_start + check_character(one.number_start), TODAY
    )
    assert (gender_of(number), birth_date_of(number)) == (one.gender, one.birth_date)
    assert clean_person_name(one.name) == one.name
    assert clean_phone(one.login) == one.login


@pytest.mark.parametrize("one", [pytest.param(s, id=f"R6.1-{s.login}") for s in STAFF])
def test_demo_staff_belong_to_authorities(one: DemoStaff) -> None:
    assert one.authority_id == PLATFORM_ID or find_authority(one.authority_id)
    assert one.login == one.login.lower()


def test_R6_1_reviewers_sit_at_every_level_and_in_two_provinces() -> None:
    places = [find_authority(one.authority_id) for one in STAFF if one.role == "reviewer"]
    assert {place.level for place in places if place} == {"province", "city", "county"}
    assert len({place.path.split("/")[1] for place in places if place}) == 2
