"""What `./ausm up` and `./ausm status` print: addresses, demo log-ins, processes, health."""

import json
import unicodedata
import urllib.request
from collections.abc import Sequence
from typing import Any

from native import simulators
from native.stack import Stack
from native.supervision import ProcessStatus

RESIDENT_GOAL_MB = 1200


def print_addresses(stack: Stack) -> None:
    """Print where things are and who can log in."""
    print(f"\n  API       {stack.url}/api/v1")
    print(f"  API docs  {stack.url}/api/v1/docs")
    print(f"  Health    {stack.url}/api/v1/health/ready")
    print(f"  Logs      {stack.layout.log}  (./ausm logs NAME -f)")
    if stack.supervisor.pids().get(simulators.ALIPAY):
        port = stack.ports[simulators.ALIPAY]
        print(f"  Alipay    http://127.0.0.1:{port}  (simulated: POST /scans/CERTIFY_ID)")
    people = _personas(stack)
    if people:
        print("\n  Demo log-ins (sandbox)")
    for line in _table([_persona_row(person) for person in people]):
        print(f"    {line}")
    print("\n  ./ausm demo plays the whole story; ./ausm down stops everything.", flush=True)


def print_status(stack: Stack) -> int:
    """Print processes, their memory and the health; return 0 only if all is well."""
    processes = stack.status()
    own = ProcessStatus("supervisor", "running", stack.supervisor.pid(), 0.0)
    rows = [("process", "state", "pid", "MB")]
    rows += [_process_row(process) for process in [*processes, own]]
    for line in _table(rows):
        print(line)
    total = sum(process.rss_mb for process in processes) + stack.supervisor.own_memory()
    print(f"\nresident in all: {total:.0f} MB (goal: at most {RESIDENT_GOAL_MB})")
    health = stack.health()
    for name, state in health.get("dependencies", health.get("checks", {})).items():
        print(f"health  {name}: {_health_word(state)}")
    ready = health.get("status") == "ok"
    print(f"health  {'all is well' if ready else health.get('status', 'no answer')} ({stack.url})")
    return 0 if ready else 1


def _process_row(process: ProcessStatus) -> tuple[str, str, str, str]:
    memory = f"{process.rss_mb:.0f}" if process.rss_mb else ""
    return process.name, process.state, str(process.pid or ""), memory


def _health_word(state: Any) -> str:
    return str(state.get("status", state)) if isinstance(state, dict) else str(state)


def _personas(stack: Stack) -> list[dict[str, Any]]:
    try:
        address = f"{stack.url}/api/v1/sandbox/personas"
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own loopback
            found = json.load(answer)
    except (OSError, ValueError):
        return []
    items: list[dict[str, Any]] = found.get("items", []) if isinstance(found, dict) else found
    return items


def _persona_row(person: dict[str, Any]) -> tuple[str, ...]:
    login = person.get("login") or person.get("username") or person.get("phone") or ""
    about = person.get("description") or person.get("role") or ""
    return str(person.get("name", "")), str(login), str(person.get("password", "")), str(about)


def _table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Return the rows with columns lined up; Chinese characters are two columns wide."""
    widths = [max(_width(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
