"""R8.4: consents are read, given each by itself, withdrawn, and asked for anew."""

import itertools

import pytest
from audit_factories import wait_for
from contracts import consents
from contracts.context import CallContext
from contracts.errors import Conflict, ValidationFailed
from identity_factories import Scenario, code_of, person, service, visitor
from real_name_factories import act, submit

IMAGES = consents.CERTIFICATE_IMAGES


@pytest.fixture
def newcomer(identity: Scenario) -> CallContext:
    """Somebody who has agreed to no more than registration asks."""
    return person(identity.register(consenting=False)[0])


def withdraw(identity: Scenario, who: CallContext, kind: str, *, confirmed: bool = True) -> dict:
    return identity.call("withdraw_consent", who, consent_kind=kind, body={"confirmed": confirmed})


def states(identity: Scenario, who: CallContext) -> dict[str, str]:
    return {one["kind"]: one["state"] for one in identity.call("list_consents", who)["items"]}


def records(identity: Scenario, who: CallContext) -> int:
    found: int = identity.scalar(
        "SELECT count(*) FROM consent_records WHERE person_id = :id", id=who.actor_id
    )
    return found


def test_R8_4_a_person_reads_what_was_given_when_and_how(
    identity: Scenario, newcomer: CallContext
) -> None:
    given = identity.give_consent(newcomer, IMAGES)
    assert (given["state"], given["method"]) == ("given", "separate")
    assert given["recorded_at"]
    assert given["available_actions"] == ["withdraw_consent"]
    shown = identity.call("list_consents", newcomer)
    by_kind = {one["kind"]: one for one in shown["items"]}
    assert "sensitive_info" not in by_kind
    assert by_kind["privacy"]["method"] == "registration"
    assert by_kind["account_terms"]["available_actions"] == []
    assert by_kind["face_verification"]["state"] == "not_given"
    assert by_kind["face_verification"]["available_actions"] == ["give_consent"]
    assert shown["history"][0]["kind"] == IMAGES
    assert {one["kind"] for one in shown["history"]} == {"account_terms", "privacy", IMAGES}


def test_R8_4_photos_are_not_taken_without_consent(
    identity: Scenario, newcomer: CallContext
) -> None:
    with pytest.raises(Conflict) as refusal:
        submit(identity, newcomer)
    assert refusal.value.code == consents.REQUIRED
    [blocker] = refusal.value.details["blockers"]
    assert blocker["field"] == IMAGES
    assert "《证件信息和影像处理单独同意》" in refusal.value.message
    assert identity.scalar("SELECT count(*) FROM real_name_photos") == 0
    identity.give_consent(newcomer, IMAGES)
    assert submit(identity, newcomer)["status"] == "under_review"


def test_R8_4_a_withdrawal_counts_at_once_and_can_be_thought_better_of(
    identity: Scenario, newcomer: CallContext
) -> None:
    identity.give_consent(newcomer, IMAGES)
    withdrawn = withdraw(identity, newcomer, IMAGES)
    assert (withdrawn["state"], withdrawn["available_actions"]) == ("withdrawn", ["give_consent"])
    assert code_of(submit, identity, newcomer) == consents.REQUIRED
    identity.give_consent(newcomer, IMAGES)
    assert submit(identity, newcomer)["status"] == "under_review"
    history = identity.call("list_consents", newcomer)["history"]
    assert [one["action"] for one in history if one["kind"] == IMAGES] == [
        "given",
        "withdrawn",
        "given",
    ]


def test_R8_4_consequences_are_said_before_a_withdrawal(
    identity: Scenario, newcomer: CallContext
) -> None:
    identity.give_consent(newcomer, IMAGES)
    with pytest.raises(ValidationFailed) as refusal:
        withdraw(identity, newcomer, IMAGES, confirmed=False)
    [error] = refusal.value.details["errors"]
    assert error["code"] == "identity.consent_withdrawal_unconfirmed"
    assert "不能提交信息采集" in error["message"]
    assert states(identity, newcomer)[IMAGES] == "given"


def test_R8_4_repeats_change_nothing(identity: Scenario, newcomer: CallContext) -> None:
    for _ in range(2):
        identity.give_consent(newcomer, IMAGES)
    assert records(identity, newcomer) == 3
    for _ in range(2):
        assert withdraw(identity, newcomer, IMAGES)["state"] == "withdrawn"
    assert records(identity, newcomer) == 4
    assert withdraw(identity, newcomer, "face_verification")["state"] == "not_given"
    assert records(identity, newcomer) == 4


def test_R8_4_a_case_under_review_goes_on_and_a_returned_one_waits(
    identity: Scenario, applicant: CallContext
) -> None:
    case_id = submit(identity, applicant)["case_id"]
    withdraw(identity, applicant, IMAGES)
    reviewer = identity.employ("au-110000")
    act(identity, reviewer, "claim", case_id)
    reason = {"item": "holding", "code": "holding_unclear"}
    act(identity, reviewer, "return", case_id, body={"reasons": [reason]})
    assert code_of(submit, identity, applicant) == consents.REQUIRED
    identity.give_consent(applicant, IMAGES)
    assert submit(identity, applicant)["status"] == "under_review"


def test_R8_4_a_new_version_is_asked_for_at_the_next_action(
    identity: Scenario, applicant: CallContext
) -> None:
    identity.execute(
        "UPDATE consent_records SET document_version = '2026-11' WHERE kind = 'privacy'"
    )
    assert states(identity, applicant)["privacy"] == "outdated"
    assert code_of(submit, identity, applicant) == consents.REQUIRED
    identity.give_consent(applicant, "privacy")
    assert submit(identity, applicant)["status"] == "under_review"


def test_R1_1_7_clients_of_before_register_and_are_asked_later(identity: Scenario) -> None:
    former = [
        {"kind": kind, "version": "2026-11"}
        for kind in ("account_terms", "privacy", "sensitive_info")
    ]
    who = person(identity.register(consenting=False, consents=former)[0])
    assert states(identity, who) == {
        "account_terms": "given",
        "privacy": "outdated",
        "sensitive_info": "given",
        **dict.fromkeys(consents.SEPARATE, "not_given"),
    }
    withdraw(identity, who, "sensitive_info")
    assert states(identity, who)["sensitive_info"] == "withdrawn"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param(
            {"kind": "privacy", "version": "2026-11"}, "identity.consent_outdated", id="R8.4-former"
        ),
        pytest.param(
            {"kind": "sensitive_info", "version": "2026-11"},
            "identity.consent_retired",
            id="R8.4-retired",
        ),
        pytest.param(
            {"kind": "unknown", "version": "1"}, "common.invalid_choice", id="R8.4-unknown"
        ),
    ],
)
def test_only_what_is_in_force_is_given(
    identity: Scenario, newcomer: CallContext, body: dict, code: str
) -> None:
    assert code_of(identity.call, "give_consent", newcomer, body=body) == code


def test_R8_4_the_contract_stays_and_unknown_documents_are_not_found(
    identity: Scenario, newcomer: CallContext
) -> None:
    contract = code_of(withdraw, identity, newcomer, "account_terms")
    assert contract == "identity.consent_not_withdrawable"
    unknown = code_of(withdraw, identity, newcomer, "unknown")
    assert unknown == "identity.consent_document_not_found"
    assert code_of(withdraw, identity, visitor(), IMAGES) == "common.unauthenticated"
    staff = identity.employ("au-110000")
    assert code_of(identity.call, "list_consents", staff) == "common.persons_only"


def test_R8_4_documents_are_public_with_all_their_versions(identity: Scenario) -> None:
    asked = identity.call("list_consent_documents")["items"]
    assert [one["kind"] for one in asked] == ["account_terms", "privacy"]
    alipay = identity.call("list_consent_documents", needed_for="start_alipay")["items"]
    assert [one["kind"] for one in alipay] == ["privacy", "face_verification", "alipay_provision"]
    everything = identity.call("list_consent_documents", needed_for="all")["items"]
    assert len(everything) == 5
    for one, version in itertools.chain.from_iterable(
        ((one, version) for version in one["versions"]) for one in everything
    ):
        read = identity.call("get_consent_document", consent_kind=one["kind"], version=version)
        assert read["in_force"] == (version == one["version"])
        assert read["text"]
    former = identity.call("get_consent_document", consent_kind="sensitive_info", version="2026-11")
    assert not former["in_force"]
    unknown = code_of(identity.call, "get_consent_document", consent_kind="privacy", version="1")
    assert unknown == "identity.consent_document_not_found"


def test_R8_4_other_services_learn_what_is_missing(
    identity: Scenario, newcomer: CallContext
) -> None:
    def missing() -> dict[str, list[str]]:
        found = identity.call("get_person", service(), person_id=newcomer.actor_id)
        return {
            action: [one["kind"] for one in documents]
            for action, documents in found["missing_consents"].items()
        }

    assert missing()["submit_collection"] == [IMAGES]
    identity.give_consent(newcomer, IMAGES)
    assert missing()["submit_collection"] == missing()["register_account"] == []


def test_R6_4_giving_and_withdrawing_are_in_the_audit_log(
    identity: Scenario, newcomer: CallContext
) -> None:
    identity.give_consent(newcomer, IMAGES)
    withdraw(identity, newcomer, IMAGES)
    for action in ("consent_given", "consent_withdrawn"):
        [entry] = wait_for(identity.db, action)
        assert (entry.actor_id, entry.person_id) == (newcomer.actor_id, newcomer.actor_id)
        assert entry.details == {"kind": IMAGES, "version": "2026-11-28"}


def test_R8_4_giving_is_limited_and_withdrawing_is_not(
    identity: Scenario, newcomer: CallContext
) -> None:
    identity.give_consent(newcomer, IMAGES)
    identity.execute("UPDATE usage_counts SET used = 60 WHERE scope = 'consent'")
    assert withdraw(identity, newcomer, IMAGES)["state"] == "withdrawn"
    assert code_of(identity.give_consent, newcomer, IMAGES) == "identity.consent_limit"


def test_R8_4_a_withdrawal_that_comes_after_the_submission_finds_it_submitted(
    identity: Scenario, applicant: CallContext
) -> None:
    submit(identity, applicant)
    withdraw(identity, applicant, IMAGES)
    assert identity.call("get_real_name", applicant)["status"] == "under_review"
