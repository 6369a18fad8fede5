"""R8.4: inside a container each command is content with the secrets that it is given."""

import pytest
import yaml
from backup.installation import Installation
from chassis.config import SecretMissing
from native.layout import REPOSITORY

_SERVICES = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text())["services"]


@pytest.fixture
def mounted(tmp_path):
    """Lay the secrets of a service into a folder, each holding its own name."""

    def mount(service):
        for name in _SERVICES[service]["secrets"]:
            (tmp_path / name).write_text(f"{name}\n")
        return Installation.from_secrets(tmp_path, service)

    return mount


def _keys(settings):
    return settings.master_keys, settings.index_key, settings.text("AUSM_AUDIT_KEYS")


def test_R8_4_a_backup_reads_files_as_its_own_user_and_knows_no_broker(mounted):
    installation = mounted("backup")
    assert installation.settings.s3_url == "backup_s3_url"
    assert _keys(installation.settings) == ("master_keys", "index_key", "audit_keys")
    assert installation.databases["notify"] == "notify_database_url"
    with pytest.raises(RuntimeError, match="AUSM_AMQP_URI is not set"):
        _ = installation.settings.amqp_uri


def test_R8_4_a_restore_writes_as_administrator(mounted):
    installation = mounted("restore")
    assert installation.settings.s3_url == "s3_admin_url"
    assert installation.settings.amqp_uri == "broker_admin_uri"
    assert _keys(installation.settings) == ("master_keys", "index_key", "audit_keys")


def test_R8_4_a_backup_does_not_take_the_administrators_place(tmp_path, mounted):
    mounted("restore")
    with pytest.raises(SecretMissing, match="backup_s3_url"):
        _ = Installation.from_secrets(tmp_path, "backup").settings.s3_url
