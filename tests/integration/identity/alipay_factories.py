"""Alipay's simulator as a process of its own, and the short ways of those who use it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import urllib3
from contracts.context import CallContext
from identity_factories import Scenario
from support.alipay import app_settings


class AlipayProcess:
    """The running simulator."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.settings = app_settings(url, folder)

    def act(self, certify_id: str, action: str) -> dict:
        """Do something on the phone."""
        return self._post(f"/scans/{certify_id}", {"action": action})

    def fail(self, mode: str, count: int = -1) -> None:
        """Let the next calls go wrong."""
        self._post("/faults", {"mode": mode, "count": count})

    def _post(self, path: str, body: dict) -> dict:
        answer = urllib3.request("POST", self.url + path, body=json.dumps(body), retries=False)
        assert answer.status == 200, answer.data
        return answer.json()


@contextmanager
def alipay_process(folder: Path) -> Iterator[AlipayProcess]:
    """Run the simulator for as long as the block lasts."""
    command = [sys.executable, "-P", "-m", "simulators.alipay", "--port", "0", "--make-keys"]
    with subprocess.Popen(
        [*command, "--keys", str(folder)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().rpartition(" ")[2].strip()
        try:
            yield AlipayProcess(f"http://{address}", folder)
        finally:
            process.terminate()


def start_alipay(identity: Scenario, applicant: CallContext) -> dict:
    return identity.call("start_alipay", applicant)


def look(identity: Scenario, applicant: CallContext, certify_id: str) -> dict:
    """Look as somebody does whose last look is a while ago."""
    age(identity)
    return identity.call("get_alipay", applicant, certify_id=certify_id)


def age(identity: Scenario, seconds: int = 60) -> None:
    """Let time pass since Alipay was last asked."""
    identity.execute(
        "UPDATE alipay_certifications SET asked_at = asked_at - make_interval(secs => :s)",
        s=seconds,
    )


def let_expire(identity: Scenario, minutes: int = 30) -> None:
    """Let certifications have begun so long ago."""
    identity.execute(
        "UPDATE alipay_certifications SET created_at = created_at - make_interval(mins => :m),"
        " expires_at = expires_at - make_interval(mins => :m)",
        m=minutes,
    )
