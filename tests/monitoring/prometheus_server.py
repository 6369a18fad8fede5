"""A private Prometheus beside a stack: the project's own configuration, other addresses."""

import json
import shutil
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from native.layout import REPOSITORY
from native.ports import PortLocks

MONITORING = REPOSITORY / "ops/monitoring"
NOT_IN_NATIVE = ("minio", "proxy")


def free_port() -> int:
    """Return a port of the loopback that nobody uses."""
    ports: dict[str, int] = {}
    with PortLocks() as port_locks:
        port_locks.assign(ports, ("one",))
    return ports["one"]


def configuration(
    targets: Mapping[str, int], port: int, alertmanager: int | None
) -> dict[str, Any]:
    """Return prometheus.yml with fixed addresses in place of DNS names, and short intervals.

    What DNS would say of a target (`__meta_dns_name`) is kept, so that relabelling is tried too.
    """
    found = yaml.safe_load((MONITORING / "prometheus.yml").read_text())
    found["global"] = {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"}
    for job in found["scrape_configs"]:
        job.pop("scrape_interval", None)
        job.pop("scrape_timeout", None)
        names = [name for sd in job.pop("dns_sd_configs", []) for name in sd["names"]]
        job["static_configs"] = [
            {"targets": [f"127.0.0.1:{targets[name]}"], "labels": {"__meta_dns_name": name}}
            for name in names
            if name in targets
        ]
        if job["job_name"] == "prometheus":
            job["static_configs"] = [{"targets": [f"127.0.0.1:{port}"]}]
    where = [f"127.0.0.1:{alertmanager}"] if alertmanager else []
    found["alerting"] = {"alertmanagers": [{"static_configs": [{"targets": where}]}]}
    return found


class Prometheus:
    """What the tests ask a running Prometheus."""

    def __init__(self, url: str) -> None:
        self.url = url

    def get(self, path: str, **parameters: str) -> Any:
        """Return the data of an answer of the HTTP interface."""
        address = f"{self.url}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        with urllib.request.urlopen(address, timeout=10) as answer:
            return json.load(answer)["data"]

    def values(self, expression: str) -> list[float]:
        """Return the values of an instant query, without those that are no numbers."""
        rows = self.get("query", query=expression)["result"]
        values = [float(row["value"][1]) for row in rows]
        return [value for value in values if value == value]  # noqa: PLR0124 - not a number

    def firing(self) -> set[str]:
        """Return the names of the alerts that somebody is called for."""
        alerts = self.get("alerts")["alerts"]
        return {one["labels"]["alertname"] for one in alerts if one["state"] == "firing"}


def until(true: Callable[[], Any], seconds: float, otherwise: str) -> Any:
    """Return the first true answer; fails after this many seconds."""
    limit = time.monotonic() + seconds
    while True:
        try:
            found = true()
        except OSError:
            found = None
        if found:
            return found
        assert time.monotonic() < limit, otherwise
        time.sleep(0.3)


@contextmanager
def process(name: str, *arguments: str, ready: str, log: Path) -> Iterator[None]:
    """Run a program of Debian's for as long as the block lasts."""
    program = shutil.which(name)
    assert program, f"{name} is not installed: ./ausm test monitoring installs it"
    with log.open("w") as output:
        started = subprocess.Popen([program, *arguments], stdout=output, stderr=output)
        try:
            until(lambda: _answers(ready), 30, f"{name} did not start: {log}")
            yield
        finally:
            started.terminate()
            started.wait(20)


def _answers(url: str) -> bool:
    with urllib.request.urlopen(url, timeout=2) as answer:
        return bool(answer.status == 200)


@contextmanager
def prometheus(
    folder: Path, targets: Mapping[str, int], rules: Path, alertmanager: int | None = None
) -> Iterator[Prometheus]:
    """Run Prometheus over these targets with the rules of a folder."""
    port = free_port()
    found = configuration(targets, port, alertmanager) | {"rule_files": [f"{rules}/*.yml"]}
    (folder / "prometheus.yml").write_text(yaml.safe_dump(found))
    arguments = (
        f"--config.file={folder / 'prometheus.yml'}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--log.level=warn",
    )
    url = f"http://127.0.0.1:{port}"
    log = folder / "prometheus.log"
    with process("prometheus", *arguments, ready=f"{url}/-/ready", log=log):
        yield Prometheus(url)
