"""Who reviews transfers is the platform administrator's decision: R5.2.2, R6.6."""

import pytest
from contracts.errors import Forbidden, PreconditionFailed, ValidationFailed
from contracts.schemas.transfer import Policy
from transfer_factories import Scenario, concurrently, make_staff, refusals

OUT = {"policy": "out_then_in", "note": "按通知调整"}


def change(scenario: Scenario, body: dict, **more: object) -> dict:
    admin = make_staff("au-110000", "platform_admin")
    return scenario.call("update_review_policy", admin, body=body, **more)


def test_R5_2_2_the_target_alone_reviews_until_somebody_decides_otherwise(
    scenario: Scenario,
) -> None:
    answer = scenario.call("get_review_policy", make_staff("au-110000", "auditor"))
    assert Policy().validate(answer) == {}
    assert (answer["policy"], answer["version"], len(answer["history"])) == ("in_only", 1, 1)


def test_R6_6_every_decision_is_kept_with_who_made_it(scenario: Scenario) -> None:
    change(scenario, OUT, expected_version=1)
    answer = change(scenario, {"policy": "in_only"}, expected_version=2)
    kept = [(one["version"], one["policy"], one["note"]) for one in answer["history"]]
    assert kept == [(3, "in_only", None), (2, "out_then_in", "按通知调整"), (1, "in_only", None)]
    assert all(one["changed_by"] for one in answer["history"][:2])


def test_R6_6_the_same_policy_again_is_no_decision(scenario: Scenario) -> None:
    assert change(scenario, {"policy": "in_only"})["version"] == 1


def test_R6_6_a_decision_on_an_older_version_is_refused(scenario: Scenario) -> None:
    change(scenario, OUT, expected_version=1)
    with pytest.raises(PreconditionFailed) as refusal:
        change(scenario, {"policy": "in_only"}, expected_version=1)
    assert refusal.value.details["current_version"] == 2


def test_R6_6_of_several_decisions_at_once_one_counts(scenario: Scenario) -> None:
    with concurrently(*[lambda: change(scenario, OUT, expected_version=1)] * 4) as answers:
        assert sum(isinstance(answer, dict) for answer in answers) == 1
    assert scenario.scalar("SELECT max(version) FROM review_policies") == 2


def test_R6_6_unknown_policies_are_refused(scenario: Scenario) -> None:
    with pytest.raises(ValidationFailed) as refusal:
        change(scenario, {"policy": "nobody"})
    assert refusals(refusal) == {"policy": "common.invalid_choice"}


@pytest.mark.parametrize(
    ("role", "may_read"),
    [
        pytest.param("auditor", True, id="R6.1-auditor-reads"),
        pytest.param("authority_admin", False, id="R6.1-authority-admin"),
        pytest.param("reviewer", False, id="R6.1-reviewer"),
    ],
)
def test_only_the_platform_administrator_decides(
    scenario: Scenario, role: str, may_read: bool
) -> None:
    staff = make_staff("au-110000", role)
    with pytest.raises(Forbidden):
        scenario.call("update_review_policy", staff, body=OUT)
    if may_read:
        assert scenario.call("get_review_policy", staff)["version"] == 1
        return
    with pytest.raises(Forbidden):
        scenario.call("get_review_policy", staff)
