"""What a newer version answers can be read: keys that are not known are ignored."""

from typing import Any

from transfer.clients import fetch_person, fetch_record_status, get_authority
from transfer.domain.authorities import RegionalAuthority
from transfer.domain.eligibility import RecordStatus

PERSON = {
    "name": "张三",
    "id_type": "resident_id",
    "id_number": "11010519491231002X",
    "gender": "female",
    "birth_date": "1949-12-31",
    "phone": "13800001234",
}


class FakeService:
    """Answers every call with one answer."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.answer = answer

    def call(self, _method: str, /, **_values: Any) -> dict[str, Any]:
        return self.answer

    call_as_service = call


def test_a_record_status_may_have_more_keys_and_lack_open_kinds() -> None:
    answer = {
        "collection_status": "approved",
        "authority": {"authority_id": "au-1", "name": "财政局", "coming": 1},
        "coming": 1,
    }
    assert fetch_record_status(FakeService(answer)) == RecordStatus("approved", "au-1")  # type: ignore[arg-type]


def test_an_authority_may_have_more_keys() -> None:
    known = {"authority_id": "au-1", "name": "财政局", "path": "/au-1/", "region_code": "110108"}
    authority = get_authority(FakeService({**known, "coming": 1}), "au-1")  # type: ignore[arg-type]
    assert authority == RegionalAuthority(**known)


def test_a_person_is_answered_by_the_known_fields_only() -> None:
    found = fetch_person(FakeService({**PERSON, "coming": 1}), "person-1")  # type: ignore[arg-type]
    assert found == PERSON
