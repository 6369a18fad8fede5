"""Who reviews transfers is the platform administrator's decision: R5.2.2, R6.6."""

import pytest
from contracts.errors import Forbidden, PreconditionFailed, ValidationFailed
from contracts.schemas.transfer import Policy
from transfer_factories import Stage, at_once, employ, refusals

OUT = {"policy": "out_then_in", "note": "按通知调整"}


def change(stage: Stage, body: dict, **more: object) -> dict:
    admin = employ("au-110000", "platform_admin")
    return stage.call("update_review_policy", admin, body=body, **more)


def test_R5_2_2_the_target_alone_reviews_until_somebody_decides_otherwise(stage: Stage) -> None:
    answer = stage.call("get_review_policy", employ("au-110000", "auditor"))
    assert Policy().validate(answer) == {}
    assert (answer["policy"], answer["version"], len(answer["history"])) == ("in_only", 1, 1)


def test_R6_6_every_decision_is_kept_with_who_made_it(stage: Stage) -> None:
    change(stage, OUT, expected_version=1)
    answer = change(stage, {"policy": "in_only"}, expected_version=2)
    kept = [(one["version"], one["policy"], one["note"]) for one in answer["history"]]
    assert kept == [(3, "in_only", None), (2, "out_then_in", "按通知调整"), (1, "in_only", None)]
    assert all(one["changed_by"] for one in answer["history"][:2])


def test_R6_6_the_same_policy_again_is_no_decision(stage: Stage) -> None:
    assert change(stage, {"policy": "in_only"})["version"] == 1


def test_R6_6_a_decision_on_an_older_version_is_refused(stage: Stage) -> None:
    change(stage, OUT, expected_version=1)
    with pytest.raises(PreconditionFailed) as refusal:
        change(stage, {"policy": "in_only"}, expected_version=1)
    assert refusal.value.details["current_version"] == 2


def test_R6_6_of_several_decisions_at_once_one_counts(stage: Stage) -> None:
    with at_once(*[lambda: change(stage, OUT, expected_version=1)] * 4) as answers:
        assert sum(isinstance(answer, dict) for answer in answers) == 1
    assert stage.scalar("SELECT max(version) FROM review_policies") == 2


def test_R6_6_unknown_policies_are_refused(stage: Stage) -> None:
    with pytest.raises(ValidationFailed) as refusal:
        change(stage, {"policy": "nobody"})
    assert refusals(refusal) == {"policy": "common.invalid_choice"}


@pytest.mark.parametrize(
    ("role", "may_read"),
    [
        pytest.param("auditor", True, id="R6.1-auditor-reads"),
        pytest.param("authority_admin", False, id="R6.1-authority-admin"),
        pytest.param("reviewer", False, id="R6.1-reviewer"),
    ],
)
def test_only_the_platform_administrator_decides(stage: Stage, role: str, may_read: bool) -> None:
    staff = employ("au-110000", role)
    with pytest.raises(Forbidden):
        stage.call("update_review_policy", staff, body=OUT)
    if may_read:
        assert stage.call("get_review_policy", staff)["version"] == 1
        return
    with pytest.raises(Forbidden):
        stage.call("get_review_policy", staff)
