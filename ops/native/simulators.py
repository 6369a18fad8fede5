"""Simulators of others' services, which run beside a sandbox: Alipay's (`simulators.alipay`)."""

import os
from collections.abc import Mapping
from pathlib import Path

from contracts.platform import API_PREFIX
from simulators.alipay import keys

from native.layout import REPOSITORY, Layout
from native.programs import Program, python_program

ALIPAY = "alipay"
NAMES = (ALIPAY,)
# Whoever sets it has an Alipay of their own, such as its sandbox.
_OWN = "AUSM_ALIPAY_GATEWAY"


def wanted(*, sandbox: bool) -> tuple[str, ...]:
    """Return the names of the simulators that a stack runs."""
    return NAMES if sandbox and not os.environ.get(_OWN) else ()


def programs(layout: Layout, ports: Mapping[str, int], names: tuple[str, ...]) -> list[Program]:
    """Make the keys that are missing; return the processes."""
    if ALIPAY not in names:
        return []
    keys.ensure(layout.secrets)
    arguments = ("--port", str(ports[ALIPAY]), "--keys", str(layout.secrets))
    command = python_program("-m", "simulators.alipay", *arguments)
    return [Program(ALIPAY, command, REPOSITORY)]


def settings(secrets: Path, ports: Mapping[str, int]) -> dict[str, str]:
    """Return the settings by which identity is an app of the simulated Alipay."""
    url = f"http://127.0.0.1:{ports[ALIPAY]}"
    return {
        "AUSM_ALIPAY_GATEWAY": f"{url}/gateway.do",
        "AUSM_ALIPAY_SIMULATOR": url,
        "AUSM_ALIPAY_APP_ID": keys.APP_ID,
        "AUSM_ALIPAY_PRIVATE_KEY_FILE": str(keys.private_path(secrets, keys.APP)),
        "AUSM_ALIPAY_PUBLIC_KEY_FILE": str(keys.public_path(secrets, keys.ALIPAY)),
        "AUSM_ALIPAY_RETURN_URL": f"http://127.0.0.1:{ports['gateway']}{API_PREFIX}/alipay/return",
    }
