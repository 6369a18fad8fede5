"""The form of a transfer: every violation at once, and the files by their path."""

from datetime import date

from transfer.use_cases.submit_transfer import read_form

TODAY = date(2026, 11, 27)
ID = "5f0c6c1e-3a55-4c7e-9a57-1d1f7b1f2a10"
OTHER = "0e6e5f0a-6a52-4e1c-8a55-4f5f0c0a2b11"


def test_R5_1_3_a_wrong_name_among_files_leaves_the_others_their_paths() -> None:
    form = read_form({"proof_ids": [ID, 7, OTHER]}, TODAY)
    assert form.proofs == {"proof_ids[0]": ID, "proof_ids[2]": OTHER}
    assert "proof_ids[1]" in {one.field for one in form.violations}


def test_R5_1_3_too_many_files_are_one_violation_and_none_is_looked_for() -> None:
    form = read_form({"proof_ids": [ID] * 6}, TODAY)
    assert form.proofs == {}
    assert [one.code for one in form.violations if one.field == "proof_ids"] == [
        "transfer.proof_count"
    ]


def test_R5_1_1_what_is_missing_and_what_is_wrong_are_reported_together() -> None:
    details = {
        "kind": "residence",
        "address": "上海市浦东新区世纪大道2号",
        "moved_on": "2026-11-28",
    }
    form = read_form({"reason": "residence", "details": details}, TODAY)
    assert {one.field for one in form.violations} == {
        "to_authority_id",
        "proof_ids",
        "details.moved_on",
    }
    assert form.to_authority_id is None
    assert form.reason == "residence"


def test_R5_1_1_no_body_names_no_files() -> None:
    assert read_form(None, TODAY).proofs == {}
