"""The fields that have a policy are those of the collection's forms."""

import pytest
from changes.domain.field_policies import REVIEW_MODES, SECTIONS
from contracts import reference
from contracts.record_fields import RECORD_FIELDS
from contracts.schemas.collection import BasicBody, EducationBody, EmploymentBody


def test_R4_3_2_sections_and_modes_are_those_of_the_dictionaries() -> None:
    assert set(SECTIONS) == reference.codes("change_section")
    assert set(REVIEW_MODES) == reference.codes("review_mode")


@pytest.mark.parametrize(
    ("section", "field", "order"),
    [("basic", "name", (0, 0)), ("education", "mode", (1, 0)), ("employment", "uscc", (2, 3))],
)
def test_R4_3_2_order_is_that_of_the_pages(
    section: str, field: str, order: tuple[int, int]
) -> None:
    assert (SECTIONS.index(section), list(RECORD_FIELDS[section]).index(field)) == order


@pytest.mark.parametrize("section", SECTIONS)
def test_R4_3_2_names_are_distinct(section: str) -> None:
    names = [field.title for field in RECORD_FIELDS[section].values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("section", "body"),
    [("basic", BasicBody), ("education", EducationBody), ("employment", EmploymentBody)],
)
def test_R4_3_2_every_field_of_the_forms_has_a_policy(section: str, body: type) -> None:
    from_registration = {"name", "id_number"} if section == "basic" else set()
    assert set(RECORD_FIELDS[section]) == set(body().fields) | from_registration
