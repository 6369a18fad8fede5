"""Panels in few words, and the JSON that Grafana makes of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH = 24
_DATASOURCE = {"type": "prometheus", "uid": "prometheus"}


@dataclass(frozen=True, slots=True)
class Curve:
    """One expression and what its lines are called (`{{label}}` fills in)."""

    expression: str
    legend: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A picture: `timeseries` over time, or `stat` for what is now; `alarm` colours from there on.

    With `falling` small is bad.
    """

    title: str
    curves: tuple[Curve, ...]
    unit: str = "short"
    kind: str = "timeseries"
    width: int = 8
    height: int = 7
    help: str = ""
    alarm: float | None = None
    falling: bool = False
    stacked: bool = False

    def to_json(self, number: int, left: int, top: int) -> dict[str, Any]:
        """Return Grafana's form of the panel at a place."""
        return {
            "id": number,
            "type": self.kind,
            "title": self.title,
            "description": self.help,
            "datasource": _DATASOURCE,
            "gridPos": {"x": left, "y": top, "w": self.width, "h": self.height},
            "fieldConfig": {"defaults": self._defaults(), "overrides": []},
            "options": _OPTIONS[self.kind],
            "targets": [
                {
                    "refId": chr(ord("A") + place),
                    "datasource": _DATASOURCE,
                    "expr": curve.expression,
                    "legendFormat": curve.legend or "__auto",
                    "instant": self.kind == "stat",
                    "range": self.kind != "stat",
                }
                for place, curve in enumerate(self.curves)
            ],
        }

    def _defaults(self) -> dict[str, Any]:
        good, bad = ("red", "green") if self.falling else ("green", "red")
        steps: list[dict[str, Any]] = [{"color": good, "value": None}]
        if self.alarm is not None:
            steps.append({"color": bad, "value": self.alarm})
        custom: dict[str, Any] = {"fillOpacity": 10, "showPoints": "never"}
        if self.stacked:
            custom["stacking"] = {"mode": "normal", "group": "A"}
        if self.alarm is not None and self.kind == "timeseries":
            custom["thresholdsStyle"] = {"mode": "dashed"}
        return {
            "unit": self.unit,
            "min": 0,
            "color": {"mode": "thresholds" if self.kind == "stat" else "palette-classic"},
            "thresholds": {"mode": "absolute", "steps": steps},
            "custom": custom if self.kind == "timeseries" else {},
        }


_OPTIONS: dict[str, dict[str, Any]] = {
    "timeseries": {
        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
        "tooltip": {"mode": "multi", "sort": "desc"},
    },
    "stat": {
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
        "colorMode": "value",
        "graphMode": "none",
        "textMode": "value_and_name",
    },
}


@dataclass(frozen=True, slots=True)
class Board:
    """One page of panels, filled row by row."""

    uid: str
    title: str
    panels: Sequence[Panel]

    def to_json(self) -> dict[str, Any]:
        """Return Grafana's form of the dashboard."""
        return {
            "uid": self.uid,
            "title": self.title,
            "tags": ["ausm"],
            "schemaVersion": 39,
            "version": 1,
            "editable": False,
            "timezone": "browser",
            "refresh": "30s",
            "time": {"from": "now-6h", "to": "now"},
            "links": [_LINKS],
            "templating": {"list": []},
            "annotations": {"list": [_ALERTS]},
            "panels": list(self._placed()),
        }

    def _placed(self) -> Iterator[dict[str, Any]]:
        left = top = row_height = 0
        for number, panel in enumerate(self.panels, start=1):
            if left + panel.width > WIDTH:
                left, top, row_height = 0, top + row_height, 0
            yield panel.to_json(number, left, top)
            left, row_height = left + panel.width, max(row_height, panel.height)


_LINKS = {"title": "AUSM", "type": "dashboards", "tags": ["ausm"], "asDropdown": False}
# Where an alert began, a line through every curve.
_ALERTS = {
    "name": "告警",
    "enable": True,
    "iconColor": "red",
    "datasource": _DATASOURCE,
    "expr": 'ALERTS{alertstate="firing"}',
    "titleFormat": "{{alertname}} {{job}}{{service}}",
    "step": "60s",
}


def number(
    title: str, expression: str, *, alarm: float, unit: str = "short", falling: bool = False
) -> Panel:
    """Return a small panel with what is now."""
    curve = Curve(expression, title)
    return Panel(title, (curve,), unit, "stat", 4, 4, alarm=alarm, falling=falling)
