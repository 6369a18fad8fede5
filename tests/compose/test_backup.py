"""R8.4, issue 5.6: a backup of a composition at work, with the secrets of its own container only."""

import argparse
import asyncio
import os
import re
import time
from pathlib import Path

import pytest
from demo.story import ScenarioClients
from native.backup_in_compose import arguments_for
from native.backup_options import parse
from native.errors import StackError
from support.compose.addresses import address_of
from support.compose.composition import APPLICATIONS, Composition
from support.compose.engine import compose_command
from support.compose.report import Report
from support.databases import ServiceDatabases
from support.resilience import ensure_exactly_once

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.timeout(600, func_only=True)]


def run(stack: Composition, *words: object) -> str:
    """Run a command as `./ausm … --compose` does, on this composition."""
    command, *arguments = map(str, words)
    options: argparse.Namespace = parse(command, arguments)
    made = arguments_for(options, os.getuid(), os.getgid())
    return stack.run_script(*compose_command(), *made, seconds=180)


def made_key(stack: Composition, key: Path) -> str:
    """Make a private key and return its public one."""
    [public] = re.findall(r"age1\w+", run(stack, "backup-key", key))
    return str(public)


def put_back(stack: Composition, archive: Path, key: Path) -> float:
    """Restore while the programs are stopped, start them again; returns the restore's seconds."""
    for name in APPLICATIONS:
        stack.stop_service(name)
    begun = time.monotonic()
    try:
        run(stack, "restore", archive, "--identity", key, "--replace")
        return time.monotonic() - begun
    finally:
        for name in APPLICATIONS:
            stack.start_service(name)
        stack.wait_healthy(180)
        stack.wait_ready(120)


async def test_I5_6_R8_4_a_reader_of_files_is_enough_for_a_whole_backup(
    stack: Composition, tmp_path: Path
) -> None:
    clients = ScenarioClients(stack.url)
    await clients.run_stories(1, 1)
    await clients.close()
    archive, key = tmp_path / "site.ausm", tmp_path / "backup.key"
    made = run(stack, "backup", archive, "--to", made_key(stack, key))
    [named] = re.findall(r"Each of the (\d+) files that a row names is in the archive", made)
    assert int(named) > 0
    assert archive.stat().st_uid == os.getuid()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.key", "site.ausm"]
    checked = run(stack, "restore", archive, "--identity", key, "--check")
    assert "is whole" in checked
    # With its own secrets a restore gets as far as seeing that people are at work.
    with pytest.raises(StackError, match=r"database of \w+ is in use by"):
        run(stack, "restore", archive, "--identity", key)
    assert stack.is_ready()


async def test_I5_6_after_a_restore_all_is_as_it_was_and_work_goes_on(
    stack: Composition, report: Report, tmp_path: Path
) -> None:
    clients = ScenarioClients(stack.url, patience=60)
    before = await clients.run_stories(2, 2)
    await asyncio.to_thread(ServiceDatabases(stack).wait_until_handled, 60)
    archive, key = tmp_path / "site.ausm", tmp_path / "backup.key"
    await asyncio.to_thread(run, stack, "backup", archive, "--to", made_key(stack, key))
    [later] = await clients.run_stories(1, 1)
    seconds = await asyncio.to_thread(put_back, stack, archive, key)
    report.say(f"restored in {seconds:.0f} s, {archive.stat().st_size} bytes")
    await ensure_exactly_once(stack, before)
    gone = "SELECT count(*) FROM records WHERE person_id::text = :id"
    assert ServiceDatabases(stack).number("collection", gone, id=later.facts["person_id"]) == 0
    await clients.close()
    # The staff who were logged in before are not any more.
    [again] = await clients.run_stories(1, 1)
    assert again.error is None
    await clients.close()


def test_R8_4_the_container_of_backups_holds_no_password_that_writes_files(
    stack: Composition,
) -> None:
    shell = ("run", "--rm", "-T", "--no-deps", "--entrypoint", "ls", "backup", "/run/secrets")
    held = set(stack.run_script(*compose_command(), *shell).split())
    assert "backup_s3_url" in held
    assert not {name for name in held if "admin" in name or "amqp" in name or "root" in name}
    assert "ausm-backup:" in address_of(stack, "backup_s3_url")
