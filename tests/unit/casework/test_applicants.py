"""Who applies: read tolerantly, kept masked, found by name and number (R6.2, R8.4)."""

import pytest
from casework.domain.applicants import Applicant
from changes.review_kinds import CHANGE, CREDIT, REWARD_PENALTY
from chassis.crypto import Cipher
from collection.review_kinds import REVIEW as COLLECTION
from identity.review_kinds import REAL_NAME
from transfer.review_kinds import REVIEW as TRANSFER

VALUES = {
    "person_id": "p1",
    "name": "欧阳䶮",
    "id_type": "resident_id",
    "id_number": "11010519491231002X",
    "gender": "male",
    "birth_date": "1949-12-31",
    "phone": "13800000000",
    "nationality": None,
}


KEYED = Cipher({"k": b"m" * 32}, b"i" * 32)


@pytest.fixture(autouse=True)
def _cipher(monkeypatch):
    for module in ("casework.cases.applicant_indexes", "casework.employers"):
        monkeypatch.setattr(f"{module}.cipher", lambda: KEYED)


def test_a_key_of_another_version_is_left_out():
    assert Applicant.from_dict({**VALUES, "later": 1}).to_dict() == VALUES
    assert Applicant.from_dict({k: v for k, v in VALUES.items() if k != "nationality"})


# What is stored stays findable only under these.
@pytest.mark.parametrize(
    ("kind", "purposes"),
    [
        pytest.param(COLLECTION, ("collection.name", "collection.id_number"), id="R6.2-collection"),
        pytest.param(CHANGE, ("changes.name", "changes.id_number"), id="R6.2-change"),
        pytest.param(CREDIT, ("changes.name", "changes.id_number"), id="R6.2-credit"),
        pytest.param(REWARD_PENALTY, ("changes.name", "changes.id_number"), id="R6.2-reward"),
        pytest.param(TRANSFER, ("transfer.name", "transfer.id_number"), id="R6.2-transfer"),
        pytest.param(REAL_NAME, ("identity.case_name", "identity.case_number"), id="R6.2-identity"),
    ],
)
def test_a_case_is_found_by_name_or_number(kind, purposes):
    indexes = kind.applicant_indexes
    assert (indexes.name_purpose, indexes.number_purpose) == purposes
    columns = kind.applicant_columns(Applicant.from_dict(VALUES), ["91110000600037341l"])
    assert columns["masked_name"] == "欧*䶮"
    for text in ("欧阳䶮", "欧 阳\u3000䶮", "\u200b欧阳䶮"):
        assert columns["name_index"] in kind.search_indexes(text)["name_index"]
    for text in ("11010519491231002X", "110105-19491231-002x", "\u202a11010519491231002X\u202c"):
        assert columns["person_index"] in kind.search_indexes(text)["person_index"]
    assert columns["name_index"] not in kind.search_indexes("王京")["name_index"]
    assert len(columns["employer_indexes"]) == 1


@pytest.mark.parametrize("text", ["Muthu S/O Ramasamy", "muthu so ramasamy", "MUTHU  S/O RAMASAMY"])
def test_R6_2_a_printed_name_is_searched_tolerantly(text):
    indexes = COLLECTION.applicant_indexes
    stored = indexes.of("MUTHU S/O RAMASAMY", "E1234567")["name_index"]
    assert stored in indexes.search(text)["name_index"]


def test_R6_2_a_case_that_an_earlier_version_indexed_by_the_whole_name_is_found():
    indexes = COLLECTION.applicant_indexes
    stored = KEYED.blind_index("阿里·买买提", indexes.name_purpose)
    assert stored in indexes.search("阿里•买买提")["name_index"]
