"""R8.4: the profile `clamav` scans what the gateway asks it to; signatures are the operator's."""

import asyncio
import hashlib
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from chassis.testing.waiting import wait_until
from contracts.errors import ValidationFailed
from gateway.attachments.scanner import Scanner
from native.layout import REPOSITORY

PROJECT = "ausm-scan"
# The test file of the scanners' makers; in two parts, so that no scanner takes this one for it.
EICAR = (rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-" + b"TEST-FILE!$H+H*").ljust(68)
_SECONDS = 180


@pytest.fixture(scope="module")
def scanner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scanner]:
    """Return what asks a scanner that knows one signature, started from docker-compose.yml."""
    signatures = tmp_path_factory.mktemp("signatures")
    _write_signature(signatures)
    environment = {**os.environ, "CLAMAV_SIGNATURES": str(signatures)}
    command = ("docker-compose", "-p", PROJECT, "--profile", "clamav")
    subprocess.run(
        [*command, "up", "-d", "--no-deps", "clamav"], cwd=REPOSITORY, env=environment, check=True
    )
    try:
        wait_until(lambda: _inspect()["State"]["Health"]["Status"] == "healthy", _SECONDS)
        [network] = _inspect()["NetworkSettings"]["Networks"].values()
        yield Scanner(f"{network['IPAddress']}:3310")
    finally:
        subprocess.run([*command, "down", "-v"], cwd=REPOSITORY, env=environment, check=True)


def _write_signature(folder: Path) -> None:
    digest = hashlib.md5(EICAR).hexdigest()
    (folder / "eicar.hdb").write_text(f"{digest}:{len(EICAR)}:Eicar-Test\n")
    folder.chmod(0o755)
    folder.parent.chmod(0o755)


def _inspect() -> dict:
    found = subprocess.run(
        ["docker", "inspect", f"{PROJECT}-clamav-1", f"{PROJECT}_clamav_1"],
        check=False,
        capture_output=True,
        text=True,
    )
    return json.loads(found.stdout)[0]


def test_R8_4_the_scanner_refuses_what_it_knows(scanner: Scanner) -> None:
    with pytest.raises(ValidationFailed) as caught:
        asyncio.run(scanner.ensure_clean(EICAR))
    [error] = caught.value.details["errors"]
    assert (error["field"], error["code"]) == ("file", "attachment.infected")


def test_R8_4_the_scanner_passes_the_largest_upload(scanner: Scanner) -> None:
    asyncio.run(scanner.ensure_clean(bytes(7 * 2**20)))


def test_R8_4_the_scanner_is_bounded_and_has_no_rights(scanner: Scanner) -> None:
    host = _inspect()["HostConfig"]
    assert 0 < host["Memory"] <= 2**31
    assert host["ReadonlyRootfs"] is True
    assert host["CapDrop"] == ["ALL"]
