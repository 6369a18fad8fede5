"""Alipay's simulator for tests: its keys, and the settings of who is its app."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from simulators.alipay import keys
from simulators.alipay.certifications import Certifications
from simulators.alipay.gateway import OpenPlatform
from simulators.alipay.server import AlipaySimulator

RETURN_URL = "http://127.0.0.1/api/v1/alipay/return"


@dataclass(frozen=True)
class Simulated:
    """A running simulator in this process."""

    server: AlipaySimulator
    folder: Path

    @property
    def url(self) -> str:
        """Return its address."""
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def settings(self) -> dict[str, str]:
        """Return the settings of the app that it knows."""
        return app_settings(self.url, self.folder)

    def fail(self, mode: str, count: int = -1) -> None:
        """Let the app's next calls go wrong."""
        self.server.fault, self.server.faults_left = mode, count


def app_settings(url: str, folder: Path) -> dict[str, str]:
    """Return the settings of the app that a simulator knows."""
    return {
        "AUSM_ALIPAY_GATEWAY": f"{url}/gateway.do",
        "AUSM_ALIPAY_APP_ID": keys.APP_ID,
        "AUSM_ALIPAY_PRIVATE_KEY_FILE": str(keys.private_path(folder, keys.APP)),
        "AUSM_ALIPAY_PUBLIC_KEY_FILE": str(keys.public_path(folder, keys.ALIPAY)),
        "AUSM_ALIPAY_RETURN_URL": RETURN_URL,
        "AUSM_ALIPAY_SIMULATOR": url,
    }


@contextmanager
def simulated(folder: Path, life: float = 3600.0) -> Iterator[Simulated]:
    """Run the simulator on a port of its own for as long as the block lasts."""
    keys.ensure(folder)
    platform = OpenPlatform(
        keys.APP_ID, keys.load_app_key(folder), keys.load_own_key(folder), Certifications(life)
    )
    server = AlipaySimulator(("127.0.0.1", 0), platform)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield Simulated(server, folder)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
