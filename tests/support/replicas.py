"""Further replicas beside those of a native stack, on a clock of their own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx
from native.layout import REPOSITORY
from native.stack import Stack

_START_SECONDS = 60


@contextmanager
def replicas_with_clock(stack: Stack, names: Sequence[str], shift: float) -> Iterator[str]:
    """Run a replica of each service named, and a gateway, while it lasts; yield the gateway's URL."""
    with ExitStack() as running:
        ports = {name: _free_port() for name in names}
        for name, port in ports.items():
            settings = {"AUSM_METRICS_PORT": str(port)}
            running.enter_context(_process(stack, name, settings, shift))
        port = _free_port()
        settings = {"AUSM_SERVICE_PORT": str(port), "AUSM_METRICS_PORT": "0"}
        running.enter_context(_process(stack, "gateway", settings, shift))
        url = f"http://127.0.0.1:{port}"
        for address in (*(f"http://127.0.0.1:{one}/health/live" for one in ports.values()),):
            _wait_for(address)
        _wait_for(f"{url}/api/v1/health/ready")
        yield url


@contextmanager
def _process(stack: Stack, name: str, settings: dict[str, str], shift: float) -> Iterator[None]:
    module = ["gateway"] if name == "gateway" else ["chassis.run", name]
    command = [sys.executable, "-P", "-m", "support.shifted_clock", str(shift), *module]
    environment = os.environ | stack.env(name) | settings
    environment["PYTHONPATH"] = str(Path(REPOSITORY, "tests"))
    with stack.log_path(f"{name}_{shift:+.0f}").open("wb") as log:
        process = subprocess.Popen(
            command, env=environment, cwd=REPOSITORY, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(30)


def _wait_for(address: str) -> None:
    until = time.monotonic() + _START_SECONDS
    while True:
        with suppress(httpx.TransportError):
            if httpx.get(address).status_code == httpx.codes.OK:
                return
        assert time.monotonic() < until, f"{address} does not answer"
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
