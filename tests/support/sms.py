"""Simulators of SMS providers for tests, as processes of their own."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import urllib3
from simulators.sms import office

TEMPLATES = {
    "code_register": ("code", "minutes"),
    "case_approved": ("case_name", "authority_name"),
}
CODES = {template: f"SMS_{number}" for number, template in enumerate(TEMPLATES, start=1)}


class SmsProcess:
    """A running simulator."""

    def __init__(self, provider: str, port: str) -> None:
        self.provider = provider
        self.host = f"127.0.0.1:{port}"

    @property
    def settings(self) -> dict[str, str]:
        """Return the settings of the account that it knows."""
        prefix = f"AUSM_SMS_{self.provider.upper()}"
        return {
            "AUSM_SANDBOX": "1",
            f"{prefix}_URL": f"http://{self.host}",
            f"{prefix}_KEY_ID": office.KEY_ID,
            f"{prefix}_SECRET": office.SECRET,
            f"{prefix}_APP_ID": office.APP_ID,
            f"{prefix}_TEMPLATES": json.dumps(CODES),
        }

    def fail(self, mode: str, count: int = -1) -> None:
        """Let the next calls go wrong."""
        self._ask("POST", "/faults", {"mode": mode, "count": count})

    @property
    def taken(self) -> list[dict[str, Any]]:
        """Return what was sent."""
        found: list[dict[str, Any]] = self._ask("GET", "/taken")["taken"]
        return found

    @property
    def calls(self) -> int:
        """Return how often it was called."""
        return int(self._ask("GET", "/taken")["calls"])

    def report(self, *, delivered: bool = True) -> list[dict[str, Any]]:
        """Return what it would report of all that was sent."""
        path = f"/reports?delivered={str(delivered).lower()}"
        found: list[dict[str, Any]] = self._ask("GET", path)
        return found

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        content = json.dumps(body) if body else None
        answer = urllib3.request(method, f"http://{self.host}{path}", body=content, retries=False)
        assert answer.status == 200, answer.data
        return answer.json()


@contextmanager
def sms_process(provider: str) -> Iterator[SmsProcess]:
    """Run a simulator for as long as the block lasts."""
    names = json.dumps({CODES[template]: names for template, names in TEMPLATES.items()})
    command = [sys.executable, "-P", "-m", "simulators.sms", provider, "--port", "0"]
    with subprocess.Popen(
        [*command, "--templates", names], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        port = process.stdout.readline().rpartition(":")[2].strip()
        try:
            yield SmsProcess(provider, port)
        finally:
            process.terminate()
