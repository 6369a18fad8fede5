"""R8.4: a collection is submitted only with the consents that identity asks for."""

import pytest
from contracts.errors import Conflict

MISSING = {"kind": "certificate_images", "title": "证件信息和影像处理单独同意"}


def lack(person, *missing):
    """Let identity say what a person has not agreed to."""
    person.facts["missing_consents"] = {"submit_collection": list(missing)}


def test_R8_4_a_submission_without_consent_is_refused_and_goes_through_with_it(scenario, person):
    person.fill()
    lack(person, MISSING)
    with pytest.raises(Conflict) as refusal:
        person.submit()
    assert refusal.value.code == "identity.consent_required"
    assert "《证件信息和影像处理单独同意》" in refusal.value.message
    [blocker] = refusal.value.details["blockers"]
    assert (blocker["field"], blocker["link"]) == ("certificate_images", "/account/consents")
    assert person.collection()["status"] == "draft"
    lack(person)
    assert person.submit()["status"] == "submitted"


def test_R8_4_a_withdrawal_leaves_the_draft_and_the_submitted_case_alone(scenario, person):
    person.fill()
    person.submit()
    lack(person, MISSING)
    # A repeat while it is open changes nothing and takes nothing more.
    assert person.submit()["status"] == "submitted"
    case_id = person.collection()["review"]["case_id"]
    reason = {"item": "basic.photo", "code": "other", "note": "请重拍"}
    scenario.reviewer().decide(case_id, "return_review", body={"reasons": [reason]})
    person.call("save_basic", body=person.basic())
    with pytest.raises(Conflict) as refusal:
        person.submit()
    assert refusal.value.code == "identity.consent_required"
    assert person.collection()["status"] == "returned"


def test_R8_4_an_identity_of_the_version_before_asks_for_nothing(person):
    person.fill()
    assert "missing_consents" not in person.facts
    assert person.submit()["status"] == "submitted"
