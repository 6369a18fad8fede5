"""A lost phone: the form, the states, the clock (R2.2.2, ADR 0098)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from contracts.errors import Conflict
from contracts.phone_recovery import PHASES, STATES
from identity.domain import phone_recoveries as rules
from identity.domain.phone_recoveries import Claim, Registered

TODAY = date(2026, 11, 28)
NOW = datetime(2026, 11, 28, 8, tzinfo=UTC)
CLAIM = Claim("resident_id", "11010519491231002X", None, "古丽·买买提")
ACCOUNT = Registered(CLAIM.identity_key, "古丽·买买提", "13800138000")
NEW = "13900139000"
FORM = {"id_type": "resident_id", "id_number": "11010519491231002x", "name": "李明"}


def test_R2_2_2_a_form_names_a_person() -> None:
    claim, violations = rules.check_claim(FORM, [], TODAY)
    assert violations == []
    assert claim == Claim("resident_id", "11010519491231002X", None, "李明")


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({"id_number": "110105194912310021"}, {"id_number"}, id="R2.2.2-number"),
        pytest.param(
            {"id_type": "passport", "id_number": "H12345678"}, {"nationality"}, id="R2.2.2"
        ),
        pytest.param({"nationality": "FRA"}, {"nationality"}, id="R2.2.2-not-a-passport"),
        pytest.param({"name": "1"}, {"name"}, id="R2.2.2-name"),
    ],
)
def test_everything_wrong_is_named(changed: dict[str, str], fields: set[str]) -> None:
    claim, violations = rules.check_claim(FORM | changed, [], TODAY)
    assert claim is None
    assert {one.field for one in violations} == fields


@pytest.mark.parametrize(
    ("account", "new", "pending", "code"),
    [
        pytest.param(None, NEW, False, "no_account", id="R2.2.2-nobody"),
        pytest.param(
            Registered("", "古丽·买买提", ""), NEW, False, "account_changed", id="R2.2.2-lost"
        ),
        pytest.param(
            Registered(CLAIM.identity_key, "李明", NEW), NEW, False, "account_changed", id="R2.2.2"
        ),
        pytest.param(ACCOUNT, ACCOUNT.phone, False, "phone_same", id="R2.2.2-same"),
        pytest.param(ACCOUNT, NEW, True, "pending", id="R2.2.2-pending"),
    ],
)
def test_what_keeps_from_an_approval(
    account: Registered | None, new: str, pending: bool, code: str
) -> None:
    with pytest.raises(Conflict) as refusal:
        rules.ensure_approvable(CLAIM, account, new, has_pending=pending)
    assert refusal.value.code == f"identity.recovery_{code}"


def test_R2_2_2_separators_of_a_name_do_not_count() -> None:
    typed = Registered(CLAIM.identity_key, "古丽买买提", "13800138000")
    rules.ensure_approvable(CLAIM, typed, NEW, has_pending=False)


@pytest.mark.parametrize(
    ("holder", "expected"), [(None, True), ("then", True), ("own", True), ("since", False)]
)
def test_R2_2_2_who_got_the_number_since_keeps_it(holder: str | None, expected: bool) -> None:
    allowed = {None, "then", "own"}
    assert rules.may_take_effect(CLAIM, ACCOUNT, holder, allowed) is expected


def test_R2_2_2_an_account_that_changed_since_keeps_its_number() -> None:
    assert not rules.may_take_effect(CLAIM, Registered("", "李", ""), None, {None})
    assert not rules.may_take_effect(CLAIM, None, None, {None})


@pytest.mark.parametrize("phase", [None, "objected", "changed", "void"])
def test_R2_2_2_only_what_cools_off_takes_effect(phase: str | None) -> None:
    assert not rules.is_due(phase, NOW - timedelta(days=1), NOW)


def test_R2_2_2_the_clock_of_the_cooling_off() -> None:
    assert not rules.is_due("cooling_off", NOW + timedelta(seconds=1), NOW)
    assert rules.is_due("cooling_off", NOW, NOW)


def test_R2_2_2_an_objection_stops_once_and_not_too_late() -> None:
    assert rules.next_on_objection("cooling_off")
    assert not rules.next_on_objection("objected")
    for phase in ("changed", "void", None):
        with pytest.raises(Conflict):
            rules.next_on_objection(phase)


def test_R2_2_2_every_state_has_words() -> None:
    assert all(rules.message_of(state) for state in STATES)
    assert {rules.status_of("approved", phase) for phase in PHASES} == set(PHASES)
    assert rules.status_of("under_review", None) == "under_review"
    assert rules.status_of("draft", None) == "submitted"


def test_R2_2_2_moments_are_those_of_china() -> None:
    assert rules.in_words(datetime(2026, 11, 28, 18, 5, tzinfo=UTC)) == "11月29日02:05"
