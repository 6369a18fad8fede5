"""The option lists."""

import pytest
from contracts import consents, real_name, reference
from contracts.attachments import ATTACHMENT_RULES
from contracts.certificate_types import ID_TYPES
from contracts.schemas import reference as schemas
from contracts.schemas.collection.answers import STATUSES
from contracts.schemas.identity.fields import (
    AUTHORITY_LEVELS,
    GENDERS,
    STAFF_ROLES,
)

DICTIONARIES = reference.dictionaries()


@pytest.mark.parametrize("name", sorted(DICTIONARIES))
def test_R6_6_dictionary_is_sound(name: str) -> None:
    items = DICTIONARIES[name]["items"]
    codes = [item["code"] for item in items]
    assert DICTIONARIES[name]["title"]
    assert len(set(codes)) == len(codes)
    assert all(item["name"].strip() for item in items)
    assert all(item.get("parent", codes[0]) in codes for item in items)
    assert len({item["name"] for item in items}) == len(items)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        pytest.param("id_type", len(ID_TYPES), id="R1.1.1"),
        pytest.param("collection_scope", 3, id="R3.1.1"),
        pytest.param("industry", 20, id="R3.4.2"),
        pytest.param("accounting_posts", 11, id="R3.4.3"),
        pytest.param("professional_title", 5, id="R3.4.4"),
        pytest.param("transfer_reason", 3, id="R5.1.1"),
        pytest.param("credit_kind", 6, id="R4.4.1"),
        pytest.param("political_status", 13, id="R3.2.3"),
        pytest.param("ethnicity", 59, id="R3.2.3-56-and-3"),
    ],
)
def test_sizes(name: str, count: int) -> None:
    assert len(reference.codes(name)) == count


def test_R8_2_the_answer_is_as_documented() -> None:
    assert schemas.Dictionaries().validate({"dictionaries": DICTIONARIES}) == {}


def test_R3_2_1_pages_get_the_rules_of_uploads() -> None:
    [photo] = [i for i in DICTIONARIES["attachment_kind"]["items"] if i["code"] == "photo"]
    assert photo["media_types"] == ("image/jpeg",)
    assert (photo["min_bytes"], photo["min_width"], photo["min_height"]) == (10240, 295, 413)


def test_R6_3_return_reasons_apply_to_items_that_exist() -> None:
    items = {
        "*",
        "scope",
        "person",
        "basic.photo",
        "basic.id_portrait",
        "basic.id_reverse",
        "basic.residence_permit",
        "basic.details",
        "educations",
        "employments",
        "authority",
        "portrait_side",
        "reverse_side",
        "holding",
        "account",
        "change",
        "transfer",
    }
    reasons = DICTIONARIES["return_reasons"]["items"]
    assert {item for reason in reasons for item in reason["applies_to"]} == items


def test_R1_1_1_id_types_agree_with_the_rules() -> None:
    assert reference.codes("id_type") == set(ID_TYPES)


def test_R3_3_1_education_levels_are_standard_codes() -> None:
    assert reference.codes("education_level") == {"11", "14", "21", "31", "41", "44", "47", "61"}
    assert reference.name_of("education_level", "21") == "大学本科"


def test_R1_1_2_nationalities_are_foreign() -> None:
    codes = reference.codes("nationality")
    assert {"USA", "JPN", "FRA"} <= codes
    assert not codes & {"CHN", "HKG", "MAC", "TWN"}
    assert all(len(code) == 3 and code.isupper() for code in codes)


def test_R6_3_return_reasons_say_what_to_do() -> None:
    reasons = DICTIONARIES["return_reasons"]["items"]
    assert all(reason["applies_to"] for reason in reasons)
    assert all("：" in reason["name"] for reason in reasons if reason["code"] != "other")
    [other] = [reason for reason in reasons if reason["code"] == "other"]
    assert other["note_required"] is True


def test_unknown_codes_are_shown_as_they_are() -> None:
    assert reference.name_of("education_level", "99") == "99"
    assert reference.name_of("education_level", None) == ""


def test_attachment_kinds_have_titles() -> None:
    assert all(rule.title for rule in ATTACHMENT_RULES.values())


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("consent_kind", consents.KINDS),
        ("gender", GENDERS),
        ("real_name_status", real_name.STATUSES),
        ("authority_level", AUTHORITY_LEVELS),
        ("staff_role", STAFF_ROLES),
        ("collection_status", STATUSES),
    ],
)
def test_codes_are_those_of_the_schemas(name: str, codes: tuple[str, ...]) -> None:
    assert reference.codes(name) == set(codes)
