"""What may be approved in bulk, and how the sample of second reviews is taken (R6.3)."""

import uuid
from types import SimpleNamespace

import pytest
from casework.cases.kinds import ReviewKind
from casework.domain.policies import CasePolicy, is_low_risk, is_sampled
from casework.domain.second_reviews import SecondState, available_actions
from casework.domain.states import CaseRelation
from chassis import crypto

REVIEWER = CaseRelation(is_reviewer=True)
OWN_FILE = CaseRelation(is_reviewer=True, has_conflict=True)


@pytest.mark.parametrize(
    ("number", "per_mille", "sampled"),
    [
        pytest.param(0, 0, False, id="R6.3-no-share-no-sample"),
        pytest.param(1000, 1, True, id="R6.3-numbers-wrap"),
        pytest.param(19, 20, True, id="R6.3-last-within-the-share"),
        pytest.param(20, 20, False, id="R6.3-first-outside-the-share"),
        pytest.param(999, 1000, True, id="R6.3-all-of-them"),
    ],
)
def test_the_share_decides(number, per_mille, sampled):
    assert is_sampled(number, per_mille) is sampled


@pytest.mark.parametrize(
    ("touched", "expected"),
    [
        pytest.param({"basic.email"}, True, id="R6.3-harmless-field"),
        pytest.param({"basic.email", "basic.name"}, False, id="R6.3-one-risk-is-enough"),
        pytest.param({"education.attachments.level_certificate"}, False, id="R6.3-a-document"),
    ],
)
def test_every_field_touched_must_be_low_risk(touched, expected):
    policy = CasePolicy(bulk_approve=True, bulk_fields=("basic.email", "education.attachments"))
    assert is_low_risk(frozenset(touched), policy) is expected


@pytest.mark.parametrize(
    ("state", "actor", "was_first", "expected"),
    [
        pytest.param("open", REVIEWER, False, ["confirm", "object"], id="R6.3-another-decides"),
        pytest.param("open", REVIEWER, True, [], id="R6.3-never-the-first-reviewer"),
        pytest.param("open", OWN_FILE, False, [], id="R6.4-never-ones-own-file"),
        pytest.param("open", CaseRelation(), False, [], id="R6.1-outsider-does-nothing"),
        pytest.param("objected", REVIEWER, False, [], id="R6.3-reviewed-once"),
    ],
)
def test_who_may_decide_a_second_review(state, actor, was_first, expected):
    assert available_actions(SecondState(state), actor, was_first=was_first) == expected


def test_R6_3_samples_are_reproducible_and_hang_on_a_key(monkeypatch):
    cases = [
        SimpleNamespace(kind="change", round=1, case_id=str(uuid.UUID(int=number)))
        for number in range(2000)
    ]

    def sample_with(key):
        keyed = crypto.Cipher({"k": b"m" * 32}, key)
        monkeypatch.setattr("casework.cases.kinds.cipher", lambda: keyed)
        return {
            case.case_id for case in cases if is_sampled(ReviewKind().sampling_number(case), 100)
        }

    ours = sample_with(b"a" * 32)
    assert ours == sample_with(b"a" * 32)
    assert 140 < len(ours) < 260
    # Whoever guesses the key wrongly foresees no more than chance does.
    assert len(ours & sample_with(b"b" * 32)) < 60
    again = SimpleNamespace(kind="change", round=2, case_id=cases[0].case_id)
    assert ReviewKind().sampling_number(again) != ReviewKind().sampling_number(cases[0])
