"""Issue 5.6: a stack is backed up while people use it, and comes back on a machine that has nothing.

Notify is stopped when the snapshots are taken, so that events certainly lie in its queues, and are
nowhere else once the broker is gone.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from backup import encryption
from backup.creating import Creation
from backup.manifest import Manifest
from backup.restoring import Restoration
from contracts.events import EVENTS
from demo.phases import real_name
from demo.scenario import Scenario, eventually
from demo.story import Outcome, ScenarioClients
from native import keys
from native.backups import installation_of
from native.layout import SERVICES
from native.progress import Progress
from native.stack import Stack
from support.databases import ServiceDatabases
from support.scenarios import Scenarios

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.timeout(600)]

PEOPLE, AT_ONCE = 6, 3
PATIENCE_SECONDS = 60.0
QUIET = Progress(quiet=True)


@dataclass
class Backup:
    """What was backed up, and what was known of it before."""

    path: Path
    key: Path
    manifest: Manifest
    before: Scenario
    files: dict[str, bytes] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)


@pytest.fixture(scope="module")
async def backup(
    stack: Stack, scenarios: Scenarios, tmp_path_factory: pytest.TempPathFactory, anyio_backend: str
) -> Backup:
    """Return a backup that was made in the middle of the stories of several people."""
    folder = tmp_path_factory.mktemp("backups")
    before = await scenarios.submitted()
    await before.upload("residence_permit")  # waits in staging: no form has named it yet
    files = {kind: await before.client.download(i) for kind, i in before.files.items()}
    clients = ScenarioClients(stack.url, patience=PATIENCE_SECONDS)
    stories = asyncio.create_task(clients.run_stories(PEOPLE, AT_ONCE))
    await asyncio.wait({stories}, timeout=5)
    await asyncio.to_thread(stack.stop_service, "notify")
    await eventually(lambda: _on_its_way(stack), "no event waits for notify", PATIENCE_SECONDS)
    public = encryption.make_key(folder / "key")
    creation = Creation(installation_of(stack), QUIET)
    recipients = encryption.recipients_of([public])
    manifest = await asyncio.to_thread(creation.write, folder / "site.ausm", recipients)
    assert not stories.done(), "nobody was at work any more"
    await asyncio.to_thread(stack.start_service, "notify")
    outcomes = await stories
    await clients.close()
    return Backup(folder / "site.ausm", folder / "key", manifest, before, files, outcomes)


@pytest.fixture(scope="module")
def restored(
    stack: Stack, backup: Backup, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """Return a new stack that was filled from the backup."""
    folder = tmp_path_factory.mktemp("restored")
    for part in (folder, folder.parent):
        part.chmod(0o755)
    target = Stack(folder, durable=False, usual_port=False)
    target.layout.create()
    for name in (keys.MASTER_KEYS, keys.INDEX_KEY, keys.AUDIT_KEYS):
        shutil.copy(stack.layout.secrets / name, target.layout.secrets / name)
    with target.servers_only():
        installation = installation_of(target)
        Restoration(installation, QUIET).read(backup.path, encryption.identities_of(backup.key))
        _counts_are_the_manifests(ServiceDatabases(target), backup.manifest)
        assert _waiting(ServiceDatabases(target)) > 0, "no event was on its way"
    target.start()
    yield target
    target.stop()


@pytest.fixture(scope="module")
async def back(restored: Stack, backup: Backup, anyio_backend: str) -> AsyncIterator[Scenario]:
    """Return the person of before, logged in on the restored stack."""
    clients = ScenarioClients(restored.url)
    reviewers = await clients.reviewers()
    old = backup.before
    scenario = Scenario(old.person, clients.new_client(), *reviewers, old.narrator, old.rng)
    scenario.files, scenario.facts = old.files, old.facts
    await scenario.client.log_in(old.person.phone, old.person.password)
    yield scenario
    await scenario.client.close()
    await clients.close()


def test_I5_6_people_at_work_during_the_backup_were_not_disturbed(backup: Backup) -> None:
    assert [o.error for o in backup.outcomes if o.error] == []
    assert len(backup.outcomes) == PEOPLE
    assert backup.manifest.held_ms < 5000


def test_I5_6_every_event_arrives_once(restored: Stack) -> None:
    databases = ServiceDatabases(restored)
    databases.wait_until_handled(60)
    received = "SELECT event_id::text, count(*) FROM messages GROUP BY 1"
    counts = dict(databases.rows("notify", received))
    sent = [event for source in SERVICES for event in _notified_people(databases, source)]
    assert {event_id: counts.get(event_id, 0) for event_id in sent} == dict.fromkeys(sent, 1)
    assert len(sent) > 5


def test_I5_6_every_announced_case_is_there(restored: Stack) -> None:
    databases = ServiceDatabases(restored)
    decided = (
        "SELECT DISTINCT body->'data'->>'case_id' FROM outbox_events WHERE event_type = ANY(:names)"
    )
    for source, table in (("identity", "real_name_cases"), ("collection", "cases")):
        names = [name for publisher, name in EVENTS if publisher == source and "submitted" in name]
        cases = {case_id for (case_id,) in databases.rows(source, decided, names=names)}
        known = {i for (i,) in databases.rows(source, f"SELECT case_id::text FROM {table}")}
        assert cases
        assert cases <= known


async def test_I5_6_people_log_in_and_see_what_they_saw(back: Scenario, backup: Backup) -> None:
    then = await backup.before.client.collection()
    now = await back.client.collection()
    assert now["basic"] == then["basic"]
    assert now["status"] == then["status"] == "submitted"


async def test_I5_6_files_are_there_to_the_byte(back: Scenario, backup: Backup) -> None:
    for kind, attachment_id in back.files.items():
        assert await back.client.download(attachment_id) == backup.files[kind], kind


async def test_I5_6_the_review_goes_on(back: Scenario) -> None:
    case_id = back.facts["collection_case"]
    detail = await real_name.find_and_claim(back.county, "collection", case_id)
    await back.county.client.act("collection", case_id, "approve", {}, detail["version"])

    async def notified() -> bool | None:
        kinds = [message["kind"] for message in await back.client.messages()]
        assert kinds.count("case_approved") <= 1
        return "case_approved" in kinds or None

    await eventually(notified, "nobody was notified", back.wait_seconds)


async def test_I5_6_new_people_can_register(restored: Stack) -> None:
    clients = ScenarioClients(restored.url)
    scenario = await Scenarios(clients).registered()
    assert (await scenario.client.me())["real_name_status"] == "unverified"
    await clients.close()


def _counts_are_the_manifests(databases: ServiceDatabases, manifest: Manifest) -> None:
    for service, facts in manifest.databases.items():
        for table, known in facts.tables.items():
            assert databases.number(service, f'SELECT count(*) FROM "{table}"') == known.rows, table


async def _on_its_way(stack: Stack) -> bool | None:
    """Tell whether an event waits for notify, which has stopped."""
    unhandled = await asyncio.to_thread(ServiceDatabases(stack).unhandled_events)
    return any("not handled by notify" in line for line in unhandled) or None


def _waiting(databases: ServiceDatabases) -> int:
    """Return how many events will be sent again that had been sent."""
    query = "SELECT count(*) FROM outbox_events WHERE published_at IS NULL"
    return sum(databases.number(source, query) for source in SERVICES)


def _notified_people(databases: ServiceDatabases, source: str) -> list[str]:
    """Return the ids of the events that put a message into somebody's box."""
    names = [
        name
        for (teller, name), event in EVENTS.items()
        if teller == source
        and any(handler.startswith("on_case_") for _, handler in event.consumers)
    ]
    query = "SELECT event_id::text FROM outbox_events WHERE event_type = ANY(:names)"
    return [event_id for (event_id,) in databases.rows(source, query, names=names)]
