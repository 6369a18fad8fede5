"""R8.1: behind every expression of every dashboard, recording rule and alert there is data."""

import os

import pytest
from expressions import ALERTS, DASHBOARDS, RECORDINGS, Expression
from prometheus_server import Prometheus, until

# The first test starts the stack and plays the story.
pytestmark = pytest.mark.timeout(120, func_only=True)

ELSEWHERE = "AUSM_TEST_PROMETHEUS" in os.environ
# Only a stack of containers has MinIO and the proxy: there these have to have data as well.
FOREIGN = {
    "StoreGone",
    "ProxyWithoutGateway",
    "ObjectStoreFull",
    "ausm-overview: 代理后面的网关",
    "ausm-overview: 磁盘剩余",
    "ausm-people: MinIO 中的对象",
    "ausm-people: MinIO 占用",
}
EVERYTHING = (*DASHBOARDS, *RECORDINGS, *ALERTS)


def here(expressions: tuple[Expression, ...]) -> list[object]:
    """Return the expressions that this kind of stack must have data for."""
    chosen = [one for one in expressions if ELSEWHERE or not one.is_foreign]
    return [pytest.param(one, id=f"R8.1-{one.place}") for one in chosen]


def test_R8_1_what_only_containers_can_show_is_known_by_name() -> None:
    assert {one.place for one in EVERYTHING if one.is_foreign} == FOREIGN


@pytest.mark.parametrize("expression", here(EVERYTHING))
def test_every_metric_and_label_named_exists(watched: Prometheus, expression: Expression) -> None:
    named = list(expression.selectors())
    assert named
    for exact, with_labels in named:
        # A reading that took too long hides a target until the next.
        either = f"count({exact}) or count({with_labels})"
        until(lambda either=either: watched.values(either), 20, exact)


@pytest.mark.parametrize("expression", here((*DASHBOARDS, *RECORDINGS)))
def test_every_picture_has_a_line(watched: Prometheus, expression: Expression) -> None:
    until(lambda: watched.values(expression.text), 20, f"no data: {expression.text}")


@pytest.mark.parametrize("expression", [p for p in here(ALERTS) if not p.values[0].is_absence])
def test_every_alert_measures_something(watched: Prometheus, expression: Expression) -> None:
    assert expression.measured != expression.text
    until(lambda: watched.values(expression.measured), 20, f"no data: {expression.measured}")


def test_R8_1_rules_are_all_loaded_and_none_fails(watched: Prometheus) -> None:
    rules = [rule for group in watched.get("rules")["groups"] for rule in group["rules"]]
    assert len(rules) == len(RECORDINGS) + len(ALERTS)
    until(lambda: all(r["lastEvaluation"] > "2" for r in rules), 30, "not evaluated")
    assert {rule["name"]: rule.get("lastError") for rule in rules if rule["health"] == "err"} == {}


def test_R8_1_a_healthy_stack_sends_no_alert(watched: Prometheus) -> None:
    expected = set() if ELSEWHERE else {"StoreGone", "AlertmanagerGone"}
    assert watched.firing() - expected == set()


def test_R8_1_series_stay_few(watched: Prometheus) -> None:
    """No label holds a person, a case or a passing queue."""
    [count] = watched.values('count({__name__=~"ausm_.+|rabbitmq_detailed_.+"})')
    replicas = sum(watched.values("ausm:replicas:count"))
    assert count < 6000 + 2500 * replicas
    assert not watched.values('count(rabbitmq_detailed_queue_consumers{queue=~"rpc.reply.+"})')
