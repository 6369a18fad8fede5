"""R8.1: a service that is gone rings at whoever is named in alertmanager.yml, and its return too."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from native.stack import Stack
from prometheus_server import MONITORING, free_port, process, prometheus, until

pytestmark = pytest.mark.timeout(240, func_only=True)


class AlertReceiver:
    """Takes what Alertmanager posts."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.calls.append(json.loads(body))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def alerts(self, status: str) -> set[tuple[str, str]]:
        """Return (alert, job) of everything that was reported as firing or as resolved."""
        alerts = [alert for call in self.calls for alert in call["alerts"]]
        labels = [alert["labels"] for alert in alerts if alert["status"] == status]
        return {(one["alertname"], one.get("job", "")) for one in labels}


@pytest.fixture
def receiver() -> Iterator[AlertReceiver]:
    receiver = AlertReceiver()
    yield receiver
    receiver.server.shutdown()


@pytest.fixture
def alertmanager(tmp_path: Path, receiver: AlertReceiver) -> Iterator[int]:
    """Run Alertmanager with our routes, patient for a second only."""
    found = yaml.safe_load((MONITORING / "alertmanager.yml").read_text())
    found["route"] |= {"group_wait": "1s", "group_interval": "1s"}
    [operators] = found["receivers"]
    [webhook] = operators["webhook_configs"]
    # Debian 12's Alertmanager takes no file here yet; that of the containers does.
    assert webhook.pop("url_file") == "/run/secrets/alert_webhook_url"
    webhook["url"] = f"http://127.0.0.1:{receiver.server.server_port}/alerts"
    (tmp_path / "alertmanager.yml").write_text(yaml.safe_dump(found))
    port = free_port()
    arguments = (
        f"--config.file={tmp_path / 'alertmanager.yml'}",
        f"--storage.path={tmp_path / 'alertmanager'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--cluster.listen-address=",
    )
    ready, log = f"http://127.0.0.1:{port}/-/ready", tmp_path / "alertmanager.log"
    with process("prometheus-alertmanager", *arguments, ready=ready, log=log):
        yield port


@pytest.fixture
def hasty_rules(tmp_path: Path) -> Path:
    """Return the rules with alerts that wait for little more than a reading that was missed."""
    folder = tmp_path / "rules"
    folder.mkdir()
    for path in (MONITORING / "rules").glob("*.yml"):
        rules = yaml.safe_load(path.read_text())
        for group in rules["groups"]:
            for rule in group["rules"]:
                if "for" in rule:
                    rule["for"] = "5s"
        (folder / path.name).write_text(yaml.safe_dump(rules))
    return folder


def test_R8_1_a_service_that_is_gone_and_its_return_are_reported(
    stack: Stack,
    targets: dict[str, int],
    tmp_path: Path,
    receiver: AlertReceiver,
    alertmanager,
    hasty_rules,
) -> None:
    with prometheus(tmp_path, targets, hasty_rules, alertmanager) as running:
        until(lambda: len(running.values("up == 1")) >= len(targets), 30, "not all are watched")
        stack.stop_service("transfer")
        try:
            gone = {("TargetDown", "transfer"), ("NoReplica", "transfer")}
            until(lambda: receiver.alerts("firing") >= gone, 60, "no alert arrived")
            assert not [name for name, job in receiver.alerts("firing") if job == "identity"]
        finally:
            stack.start_service("transfer")
        until(lambda: receiver.alerts("resolved") >= gone, 60, "its end was not reported")
    texts = [alert["annotations"]["summary"] for call in receiver.calls for alert in call["alerts"]]
    assert any("transfer 没有一个副本在运行" in text for text in texts)
