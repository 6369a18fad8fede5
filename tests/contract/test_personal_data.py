"""R8.4: everything that is kept of a person is in the export of their data, or excused here."""

import importlib
from typing import Any

import pytest
from contracts.personal_data import FILE_OWNERS, PARTS, Part
from contracts.platform import SERVICES
from sqlalchemy import MetaData

# Table by table: which part tells what it holds of a person. A new table with a person in it
# belongs into a part, or here with the reason why the person has it already.
TOLD_BY = {
    "identity": {
        "accounts": "account",
        "consent_records": "consents",
        "identity_corrections": "corrections",
        "real_name_cases": "real_name_steps",
        "alipay_certifications": "certifications",
        "phone_recovery_cases": "phone_recovery_steps",
        "data_exports": "exports",
        "audit_entries": "access_log",
    },
    "collection": {"records": "draft", "cases": "collection_steps"},
    "changes": {
        "changes": "changes",
        "change_cases": "change_steps",
        "credit_applications": "credits",
        "credit_cases": "credit_steps",
        "rewards_penalties": "rewards_penalties",
        "reward_penalty_cases": "reward_penalty_steps",
    },
    "transfer": {"transfers": "transfers", "cases": "transfer_steps"},
    "notify": {"messages": "messages", "deliveries": "deliveries"},
}
EXCUSED = {
    "record_custodians": "repeats where the record is kept",
    "second_reviews": "how reviewers are looked after",
    "staff": "the staff's link to their own account, not the person's data",
    "persons": "a copy of the account",
    "open_cases": "repeats that a case is open",
    "attachments": "files",
    "proofs": "files",
    "mailboxes": "a count of unread messages",
}


def service_class(service: str) -> Any:
    return getattr(importlib.import_module(f"{service}.service"), f"{service.capitalize()}Service")


def tables_of(service: str) -> MetaData:
    metadata: MetaData = importlib.import_module(f"{service}.service").Base.metadata
    return metadata


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.code)
def test_R8_4_a_part_is_told_by_its_owner(part: Part) -> None:
    assert part.code in service_class(part.service).personal_data


@pytest.mark.parametrize("service", SERVICES)
def test_R8_4_no_owner_tells_what_nobody_asks_for(service: str) -> None:
    asked = {part.code for part in PARTS if part.service == service}
    assert set(service_class(service).personal_data) == asked
    assert hasattr(service_class(service), "list_personal_files") is (service in FILE_OWNERS)


@pytest.mark.parametrize("service", SERVICES)
def test_R8_4_every_table_with_a_person_is_told_or_excused(service: str) -> None:
    told = TOLD_BY[service]
    of_persons = {
        table.name for table in tables_of(service).tables.values() if "person_id" in table.columns
    }
    assert of_persons - told.keys() - EXCUSED.keys() == set()
    assert set(told.values()) <= service_class(service).personal_data.keys()
