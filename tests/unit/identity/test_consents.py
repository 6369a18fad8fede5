"""Consents: what registration takes, what an action lacks, what the documents say (R1.1.7, R8.4)."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest
from contracts import consents
from contracts.errors import Conflict, NotFound
from identity.domain.consent_documents import (
    IN_FORCE,
    VERSIONS,
    Document,
    find_version,
    parse,
)
from identity.domain.consents import (
    Recorded,
    check_given,
    check_registration_consents,
    ensure_withdrawable,
    is_withdrawn_for,
    missing_for,
    registered_consents,
    state_of,
)

NOW = datetime(2026, 11, 28, tzinfo=UTC)
PERSONAL = [one for kind, one in IN_FORCE.items() if kind != consents.ACCOUNT_TERMS]
ALL = [(kind, IN_FORCE[kind].version) for kind in consents.NEEDED[consents.REGISTER]]
# What clients sent before the consents of ADR 0086.
FORMER = [(kind, "2026-11") for kind in ("account_terms", "privacy", "sensitive_info")]
# Published texts never change: records name them. A digest of text and consequences.
PUBLISHED = {
    ("account_terms", "2026-11"): "485fb847697ca194",  # pragma: allowlist secret
    ("privacy", "2026-11"): "f2db76b665d6511d",  # pragma: allowlist secret
    ("privacy", "2026-11-28"): "6f3bbfae10103d53",  # pragma: allowlist secret
    ("sensitive_info", "2026-11"): "197f496cb2d69a4e",  # pragma: allowlist secret
    ("certificate_images", "2026-11-28"): "0cac32916cbaf009",  # pragma: allowlist secret
    ("face_verification", "2026-11-28"): "9986c688f5a7ed48",  # pragma: allowlist secret
    ("alipay_provision", "2026-11-28"): "4de28a6da56000b4",  # pragma: allowlist secret
}


def said(kind: str, action: str = "given", version: str | None = None) -> Recorded:
    return Recorded(kind, version or VERSIONS[kind][0].version, action, NOW, "separate")


def latest(*records: Recorded) -> dict[str, Recorded]:
    return {one.kind: one for one in records}


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        pytest.param(ALL, [], id="R1.1.7-all-given"),
        pytest.param(FORMER, [], id="R1.1.7-as-clients-of-before-send-them"),
        pytest.param([], ["identity.consent_missing"] * 2, id="R1.1.7-none-given"),
        pytest.param(ALL[:1], ["identity.consent_missing"], id="R1.1.7-each-by-itself"),
        pytest.param(
            [ALL[0], ("privacy", "2020-01")], ["identity.consent_outdated"], id="R1.1.7-unknown"
        ),
        pytest.param(
            [*ALL, ("certificate_images", "2026-11-28")],
            ["identity.consent_not_at_registration"],
            id="R8.4-sensitive-is-not-bundled",
        ),
    ],
)
def test_consents_of_a_registration(given: list[tuple[str, str]], codes: list[str]) -> None:
    found = check_registration_consents(given)
    assert [violation.code for violation in found] == codes
    assert all(violation.field == "consents" for violation in found)


def test_R1_1_7_what_was_shown_is_recorded_and_nothing_else() -> None:
    assert registered_consents([*FORMER, ("sensitive_info", "made-up")]) == FORMER[:2]
    assert registered_consents(FORMER) == FORMER


@pytest.mark.parametrize("document", PERSONAL, ids=lambda one: one.kind)
def test_R8_4_a_document_says_what_the_law_asks(document: Document) -> None:
    asked = [
        key
        for key in consents.ELEMENTS
        if document.is_separate or key not in consents.FOR_SENSITIVE
    ]
    assert [section.key for section in document.sections] == asked
    assert all(len(section.text) > 25 for section in document.sections)
    assert all(section.text in document.text for section in document.sections)
    assert "撤回" in next(one.text for one in document.sections if one.key == "rights")
    assert document.consequences is not None
    assert "重新同意" in document.consequences


def test_R8_4_sensitive_information_has_documents_of_its_own() -> None:
    assert {one.kind for one in PERSONAL if one.is_separate} == set(consents.SEPARATE)
    for action in (consents.SUBMIT_REAL_NAME, consents.START_ALIPAY, consents.SUBMIT_COLLECTION):
        assert set(consents.NEEDED[action]) & set(consents.SEPARATE)
    assert not set(consents.NEEDED[consents.REGISTER]) & set(consents.SEPARATE)


def test_R8_4_earlier_versions_stay_readable_and_one_is_in_force() -> None:
    former = find_version("privacy", "2026-11")
    assert former is not None
    assert former.text.startswith("为办理会计人员信息业务，我们收集您的姓名")
    assert [one.version for one in VERSIONS["privacy"]] == ["2026-11-28", "2026-11"]
    assert IN_FORCE["privacy"].version == "2026-11-28"
    assert "sensitive_info" not in IN_FORCE
    assert find_version("privacy", "2020-01") is find_version("unknown", "2026-11") is None


def test_R8_4_a_file_with_an_unknown_member_stops_the_start() -> None:
    with pytest.raises(TypeError):
        parse("privacy", "1", 'title = "t"\ntext = "x"\neffective_on = 2026-11-01\ntypo = 1')
    with pytest.raises(KeyError):
        parse("privacy", "1", 'title = "t"\n[[sections]]\nkey = "typo"\ntext = "x"')


@pytest.mark.parametrize(
    ("records", "state"),
    [
        pytest.param([], "not_given", id="R8.4-nothing-said"),
        pytest.param([said("privacy")], "given", id="R8.4-given"),
        pytest.param([said("privacy", version="2026-11")], "outdated", id="R8.4-new-version"),
        pytest.param([said("privacy", "withdrawn")], "withdrawn", id="R8.4-withdrawn"),
    ],
)
def test_state_of_a_consent(records: list[Recorded], state: str) -> None:
    assert state_of("privacy", latest(*records)) == state


def test_R8_4_an_action_lacks_what_is_not_given_in_the_version_in_force() -> None:
    known = latest(said("privacy", version="2026-11"), said("face_verification"))
    assert [one["kind"] for one in missing_for(consents.START_ALIPAY, known)] == [
        "privacy",
        "alipay_provision",
    ]
    complete = latest(*(said(kind) for kind in consents.KINDS))
    assert all(missing_for(action, complete) == [] for action in consents.ACTIONS)


def test_R8_4_only_a_withdrawal_ends_what_is_under_way() -> None:
    outdated = latest(said("privacy", version="2026-11"))
    assert not is_withdrawn_for(consents.START_ALIPAY, outdated)
    assert is_withdrawn_for(consents.START_ALIPAY, latest(said("privacy", "withdrawn")))
    other = latest(said("certificate_images", "withdrawn"))
    assert not is_withdrawn_for(consents.START_ALIPAY, other)


def test_R8_4_the_refusal_names_each_document() -> None:
    with pytest.raises(Conflict) as refusal:
        consents.refuse_without(missing_for(consents.SUBMIT_REAL_NAME, {}))
    assert refusal.value.code == "identity.consent_required"
    assert "《证件信息和影像处理单独同意》" in refusal.value.message
    fields = [one["field"] for one in refusal.value.details["blockers"]]
    assert fields == ["privacy", "certificate_images"]
    consents.refuse_without([])


def test_R8_4_only_what_is_in_force_can_be_given() -> None:
    assert check_given("privacy", "2026-11-28") == []
    [outdated] = check_given("privacy", "2026-11")
    [retired] = check_given("sensitive_info", "2026-11")
    assert (outdated.field, outdated.code) == ("version", "identity.consent_outdated")
    assert (retired.field, retired.code) == ("kind", "identity.consent_retired")


def test_R8_4_the_contract_cannot_be_withdrawn_by_itself() -> None:
    with pytest.raises(Conflict):
        ensure_withdrawable("account_terms")
    with pytest.raises(NotFound):
        ensure_withdrawable("unknown")
    for kind in (*consents.SEPARATE, "privacy", "sensitive_info"):
        ensure_withdrawable(kind)
        assert VERSIONS[kind][0].consequences


def test_R8_4_a_published_text_is_never_edited() -> None:
    digests = {
        (kind, one.version): sha256((one.text + (one.consequences or "")).encode()).hexdigest()[:16]
        for kind, versions in VERSIONS.items()
        for one in versions
    }
    assert digests == PUBLISHED
