"""R8.1: the dashboards are what their description says, and Grafana can take them."""

import json
import re
from typing import Any

import pytest
import yaml
from prometheus_server import MONITORING

from tools.dashboards import build

FILES = sorted((MONITORING / "dashboards").glob("*.json"))
BOARDS = [pytest.param(json.loads(path.read_text()), id=f"R8.1-{path.stem}") for path in FILES]
WIDTH = 24


def test_R8_1_dashboards_are_up_to_date() -> None:
    assert {path.name: path.read_text() for path in FILES} == build.build()


def test_R8_1_required_metrics_are_on_a_dashboard() -> None:
    text = "".join(path.read_text() for path in FILES)
    for metric in (
        "ausm_http_requests_total",
        "ausm:rpc_request_seconds:p95_5m",
        "ausm:outbox_lag_seconds:max",
        "ausm:events_dead:max",
        "ausm:queue_ready:max",
        "ausm_sms_attempts_total",
        "ausm:reviews_open:sum",
        "ausm:reviews_overdue:sum",
        "ausm:db_pool_used:ratio",
        "ausm:restarts:15m",
    ):
        assert metric in text, metric


@pytest.mark.parametrize("board", BOARDS)
def test_panels_have_numbers_and_places_of_their_own(board: dict[str, Any]) -> None:
    panels = board["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= WIDTH
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        taken |= cells


@pytest.mark.parametrize("board", BOARDS)
def test_legends_use_labels_that_the_expression_keeps(board: dict[str, Any]) -> None:
    for panel in board["panels"]:
        for target in panel["targets"]:
            for label in re.findall(r"\{\{(\w+)\}\}", target["legendFormat"]):
                kept = rf"by \([^)]*\b{label}\b|ausm:\w+:\w+"
                assert re.search(kept, target["expr"]), (panel["title"], label)


def test_R8_1_dashboards_ask_the_source_that_is_provisioned() -> None:
    sources = yaml.safe_load((MONITORING / "grafana/datasources/prometheus.yml").read_text())
    [source] = sources["datasources"]
    asked = set(re.findall(r'"uid": "(\w+)"\n', "".join(path.read_text() for path in FILES)))
    assert asked == {source["uid"]}


def test_R8_1_addresses_of_dashboards_do_not_change_with_their_titles() -> None:
    assert [path.stem for path in FILES] == sorted(json.loads(p.read_text())["uid"] for p in FILES)
