"""Settings."""

import os
import subprocess
import sys

import pytest
from chassis.config import SettingMissing, Settings, named_if_missing


def test_value_wins_over_its_file(tmp_path):
    path = tmp_path / "secret"
    path.write_text("from file\n")
    values = {"AUSM_DATABASE_URL_FILE": str(path)}
    assert Settings(values).database_url == "from file"
    assert Settings({**values, "AUSM_DATABASE_URL": "direct"}).database_url == "direct"


def test_a_missing_secret_is_named_with_its_file_variant():
    with pytest.raises(SettingMissing, match=r"AUSM_INDEX_KEY is not set.*AUSM_INDEX_KEY_FILE"):
        _ = Settings({}).index_key


def test_optional_settings_have_defaults():
    settings = Settings({})
    assert settings.s3_bucket_prefix == "ausm-"
    assert settings.max_workers == 10
    assert settings.metrics_port == 0
    assert settings.sandbox is False


@pytest.mark.parametrize(("text", "on"), [("1", True), ("true", True), ("0", False), ("no", False)])
def test_boolean_settings(text, on):
    assert Settings({"AUSM_SANDBOX": text}).sandbox is on


def test_settings_do_not_show_their_values():
    assert "hush" not in repr(Settings({"AUSM_INDEX_KEY": "hush"}))


def test_overrides_win_over_the_environment(monkeypatch):
    monkeypatch.setenv("AUSM_LOG_LEVEL", "debug")
    assert Settings.load().log_level == "DEBUG"
    assert Settings.load(AUSM_LOG_LEVEL="error").log_level == "ERROR"


@pytest.fixture(params=["no-file", "empty-folder", "empty-file", "blank-file", "no-text"])
def useless(request, tmp_path):
    path = tmp_path / "index_key"
    if request.param == "empty-folder":
        path.mkdir()
    elif request.param != "no-file":
        path.write_bytes(
            {"empty-file": b"", "blank-file": b" \n", "no-text": b"\xff\xfe"}[request.param]
        )
    return path


def test_R8_1_empty_secret_is_named(useless):
    with pytest.raises(SettingMissing, match=f"secret index_key is missing.*{useless}"):
        Settings({"AUSM_INDEX_KEY_FILE": str(useless)}).text("AUSM_INDEX_KEY")


def test_R8_1_default_does_not_replace_an_empty_secret(useless):
    with pytest.raises(SettingMissing, match="index_key"):
        Settings({"AUSM_INDEX_KEY_FILE": str(useless)}).text("AUSM_INDEX_KEY", "default")


def test_R8_1_missing_secret_is_reported_at_start(useless, monkeypatch):
    monkeypatch.setenv("AUSM_INDEX_KEY_FILE", str(useless))
    with pytest.raises(SettingMissing, match="index_key"):
        Settings.load()


def test_R8_1_program_without_its_secret_ends_with_a_message(useless, monkeypatch, capsys):
    monkeypatch.setenv("AUSM_INDEX_KEY_FILE", str(useless))
    with pytest.raises(SystemExit) as end, named_if_missing("identity"):
        Settings.load()
    assert end.value.code == 2
    assert "identity: the secret index_key is missing" in capsys.readouterr().err


_PROGRAMS = [
    *(
        ("chassis.run", name)
        for name in ("identity", "collection", "changes", "transfer", "notify")
    ),
    ("chassis.migrate", "identity"),
    ("identity.seed",),
    ("notify.seed",),
    ("gateway",),
]


@pytest.mark.parametrize("program", _PROGRAMS, ids="-".join)
def test_R8_1_every_role_ends_at_once_without_its_secret(program, tmp_path):
    (tmp_path / "s3_url").mkdir()
    settings = {"AUSM_S3_URL_FILE": str(tmp_path / "s3_url"), "AUSM_DATABASE_URL": "x://y"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", *program],
        check=False,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2, done.stderr
    assert "the secret s3_url is missing: AUSM_S3_URL_FILE names" in done.stderr
    assert "Traceback" not in done.stderr
