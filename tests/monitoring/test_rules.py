"""R8.1: Prometheus takes the configuration; each alert fires when it should and not otherwise."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from expressions import ALERTS
from native.layout import REPOSITORY
from prometheus_server import MONITORING

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "rule_cases.yml").read_text())
RULES = sorted(str(path) for path in (MONITORING / "rules").glob("*.yml"))


def promtool(*arguments: str) -> str:
    """Run promtool and return what it says; fails when it finds something."""
    done = subprocess.run(
        ["promtool", *arguments], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_R8_1_the_configuration_is_valid() -> None:
    assert "SUCCESS" in promtool("check", "config", str(MONITORING / "prometheus.yml"))
    promtool("check", "rules", *RULES)


def test_R8_1_every_alert_is_tried() -> None:
    assert {case["alert"] for case in CASES} == {alert.place for alert in ALERTS}


@pytest.mark.parametrize("kind", ["fires", "silent"])
@pytest.mark.parametrize("case", [pytest.param(one, id=f"R8.1-{one['alert']}") for one in CASES])
def test_alert(case: dict[str, Any], kind: str, tmp_path: Path) -> None:
    firing = f'count(ALERTS{{alertname="{case["alert"]}",alertstate="firing"}}) or vector(0)'
    question = {
        "expr": firing,
        "eval_time": case.get("at", "15m"),
        "exp_samples": [{"labels": "{}", "value": int(kind == "fires")}],
    }
    group = {
        "interval": "30s",
        "input_series": [{"series": s, "values": v} for s, v in case[kind].items()],
        "promql_expr_test": [question],
    }
    trial = {"rule_files": RULES, "evaluation_interval": "30s", "tests": [group]}
    (tmp_path / "trial.yml").write_text(yaml.safe_dump(trial))
    promtool("test", "rules", str(tmp_path / "trial.yml"))


def alert_rules() -> list[dict[str, Any]]:
    """Return the alerts as the file has them."""
    found = yaml.safe_load((MONITORING / "rules/alerts.yml").read_text())
    return [rule for group in found["groups"] for rule in group["rules"]]


def test_R8_1_every_alert_says_in_chinese_what_is_wrong_and_how_grave_it_is() -> None:
    for rule in alert_rules():
        assert rule["labels"]["severity"] in ("critical", "warning"), rule["alert"]
        assert any("\u4e00" <= mark <= "\u9fff" for mark in rule["annotations"]["summary"])
        assert rule["for"], rule["alert"]


def test_R8_1_every_alert_is_explained_to_operators() -> None:
    text = (REPOSITORY / "docs/operations/monitoring.md").read_text()
    assert [rule["alert"] for rule in alert_rules() if f"`{rule['alert']}`" not in text] == []
