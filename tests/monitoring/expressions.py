"""Every expression of the dashboards and rules, and what it takes to have data behind it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml
from prometheus_server import MONITORING

_METRIC = re.compile(
    r"(?<![\w:\"])((?:ausm|rabbitmq|minio|haproxy|process|prometheus|up)[\w:]*)(\{[^}]*\})?"
)
_MATCHER = re.compile(r"(\w+)\s*(=~|!~|!=|=)\s*(\"[^\"]*\")")
_THRESHOLD = re.compile(r"\s(?:<|>=?)\s[\d.]+$")
_FOREIGN = re.compile(r"minio_|haproxy_|job=\"(?:minio|proxy)\"")


@dataclass(frozen=True, slots=True)
class Expression:
    """One expression and where it stands."""

    place: str
    text: str

    @property
    def measured(self) -> str:
        """The expression without the threshold of an alert."""
        return _THRESHOLD.sub("", self.text)

    @property
    def is_foreign(self) -> bool:
        """Whether it speaks of what the native stack has not: MinIO and the proxy."""
        return bool(_FOREIGN.search(self.text))

    @property
    def is_absence(self) -> bool:
        """Whether a well stack has nothing to show: the alert is about what is gone."""
        return bool(re.search(r"absent\(|== 0|\bunless\b", self.text))

    def selectors(self) -> Iterator[tuple[str, str]]:
        """Yield each selector, and one for the same metric that merely has the same labels."""
        for name, matchers in _METRIC.findall(self.text):
            names = sorted({label for label, _, _ in _MATCHER.findall(matchers)})
            present = ",".join(f'{label}!=""' for label in names)
            yield f"{name}{matchers}", f"{name}{{{present}}}"


def of_dashboards() -> Iterator[Expression]:
    """Yield what Grafana asks."""
    for path in sorted((MONITORING / "dashboards").glob("*.json")):
        for panel in json.loads(path.read_text())["panels"]:
            for target in panel["targets"]:
                yield Expression(f"{path.stem}: {panel['title']}", target["expr"])


def of_rules(file: str, kind: str) -> Iterator[Expression]:
    """Yield the expressions of the recording rules (`record`) or alerts (`alert`) of a file."""
    found = yaml.safe_load((MONITORING / "rules" / file).read_text())
    for group in found["groups"]:
        for rule in group["rules"]:
            yield Expression(rule[kind], rule["expr"])


RECORDINGS = tuple(of_rules("recording.yml", "record"))
ALERTS = tuple(of_rules("alerts.yml", "alert"))
DASHBOARDS = tuple(of_dashboards())
