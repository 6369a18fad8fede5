"""The phone with the Alipay app, played by the simulator: in a sandbox only."""

import json

import eventlet
import urllib3
from contracts.errors import NotFound, Unavailable
from urllib3.exceptions import HTTPError

SECONDS = 3.0


class SimulatedPhone:
    """Does on the simulator what a person would do on their phone."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._pool = urllib3.PoolManager(timeout=SECONDS, retries=False)

    def act(self, certify_id: str, action: str) -> None:
        """Scan, pass, fail or cancel; raises NotFound for what the simulator does not know."""
        try:
            with eventlet.Timeout(SECONDS, Unavailable("identity.alipay_unavailable")):
                response = self._pool.request(
                    "POST",
                    f"{self._url}/scans/{certify_id}",
                    body=json.dumps({"action": action}),
                    headers={"Content-Type": "application/json"},
                )
        except HTTPError:
            raise Unavailable("identity.alipay_unavailable") from None
        if response.status != 200:
            raise NotFound("identity.certification_not_found")
