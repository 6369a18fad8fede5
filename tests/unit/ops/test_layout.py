"""What a stack keeps on disk, and who may read it."""

import os
import stat
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from native.environment import Environment
from native.keys import Keys
from native.layout import MEMORY, SERVICES, Layout, Memory
from native.servers import PORTS


def _mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def _environment(tmp_path, *, sandbox=True):
    layout = Layout(tmp_path / "state")
    layout.create()
    names = (*PORTS, "gateway", *(f"metrics_{name}" for name in (*SERVICES, "gateway")))
    ports = {name: 20000 + place for place, name in enumerate(names)}
    return Environment(layout.state, ports, Keys(layout), sandbox)


def test_memory_survives_a_restart_and_tolerates_a_torn_file(tmp_path):
    layout = Layout(tmp_path)
    memory = Memory.load(layout)
    memory.ports["redis"], memory.done["seed"] = 20001, "abc"
    memory.save()
    again = Memory.load(layout)
    assert (again.ports, again.done) == ({"redis": 20001}, {"seed": "abc"})
    (tmp_path / "state.json").write_text('{"ports": {"red')
    assert Memory.load(layout).ports == {}


def test_R8_4_secrets_are_for_the_owner_only_and_stay_the_same(tmp_path):
    layout = Layout(tmp_path)
    layout.create()
    first = Keys(layout)
    assert _mode(layout.secrets) == 0o700
    assert {_mode(path) for path in layout.secrets.iterdir()} == {0o600}
    second = Keys(layout)
    assert second.password("database:identity") == first.password("database:identity")
    assert second.path("master_keys").read_text() == first.path("master_keys").read_text()


def test_R8_1_each_service_has_its_own_database_and_broker_user(tmp_path):
    environment = _environment(tmp_path)
    for setting in ("AUSM_DATABASE_URL", "AUSM_AMQP_URI"):
        assert len({environment.of(name)[setting] for name in SERVICES}) == len(SERVICES)


def test_R8_4_the_gateway_gets_neither_database_nor_field_keys_nor_signing_key(tmp_path):
    settings = _environment(tmp_path).of("gateway")
    withheld = ("DATABASE", "MASTER", "INDEX", "PRIVATE")
    assert not [name for name in settings if any(word in name for word in withheld)]


def test_R8_4_only_identity_can_sign_tokens(tmp_path):
    environment = _environment(tmp_path)
    signers = [n for n in SERVICES if "AUSM_JWT_PRIVATE_KEY_FILE" in environment.of(n)]
    assert signers == ["identity"]


def test_sandbox_is_off_unless_asked_for(tmp_path):
    assert _environment(tmp_path, sandbox=False).of("notify")["AUSM_SANDBOX"] == "0"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts servers under other accounts")
def test_data_that_other_accounts_must_reach_lie_where_they_can_go():
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        assert Layout(folder).data_root == folder / "data"
        folder.chmod(0o700)
        assert not Layout(folder).data_root.is_relative_to(folder)


def test_data_in_memory_lie_apart_for_each_stack(tmp_path):
    roots = {Layout(tmp_path / name, in_memory=True).data_root for name in ("one", "two")}
    assert len(roots) == 2
    assert {root.parent for root in roots} == {MEMORY}
