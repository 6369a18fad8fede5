"""The demo's own check digits agree with the platform's rules, which were written apart."""

import random
from datetime import date

import pytest
from contracts.values.id_numbers import (
    birth_date_of,
    clean_birth_date,
    clean_id_number,
    gender_of,
)
from contracts.values.names import clean_person_name
from contracts.values.phones import clean_phone
from contracts.values.uscc import clean_uscc, suggested_employer_type
from demo.people import ID_TYPES, make_person, make_uscc

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("id_type", ID_TYPES)
def test_people_pass_the_rules_of_registration(id_type: str) -> None:
    rng = random.Random(7)
    for _ in range(200):
        person = make_person(rng, id_type)
        assert clean_id_number(id_type, person.id_number, TODAY) == person.id_number
        assert clean_person_name(person.name) == person.name
        assert clean_phone(person.phone) == person.phone
        assert clean_birth_date(person.birth_date.isoformat(), TODAY) == person.birth_date


def test_resident_number_holds_birth_date_and_gender() -> None:
    rng = random.Random(11)
    for _ in range(200):
        person = make_person(rng)
        assert birth_date_of(person.id_number) == person.birth_date
        assert gender_of(person.id_number) == person.gender


def test_names_reach_beyond_the_bmp_and_hold_the_separator() -> None:
    rng = random.Random(13)
    names = [make_person(rng).name for _ in range(100)]
    assert any(ord(character) > 0xFFFF for name in names for character in name)
    assert any("\u00b7" in name for name in names)


def test_usccs_pass_and_point_to_an_enterprise() -> None:
    rng = random.Random(17)
    for _ in range(200):
        assert suggested_employer_type(clean_uscc(make_uscc(rng))) == "enterprise"


@pytest.mark.parametrize("id_type", ID_TYPES)
def test_registration_gives_what_the_number_does_not_hold(id_type: str) -> None:
    body = make_person(random.Random(19), id_type).registration()
    assert ("birth_date" in body) == (id_type != "resident_id")
    assert ("nationality" in body) == (id_type == "passport")
