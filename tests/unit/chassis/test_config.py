"""Settings."""

import pytest
from chassis.config import SettingMissing, Settings


def test_a_value_wins_over_its_file(tmp_path):
    path = tmp_path / "secret"
    path.write_text("from file\n")
    values = {"AUSM_DATABASE_URL_FILE": str(path)}
    assert Settings(values).database_url == "from file"
    assert Settings({**values, "AUSM_DATABASE_URL": "direct"}).database_url == "direct"


def test_a_missing_secret_is_named_with_its_file_variant():
    with pytest.raises(SettingMissing, match=r"AUSM_INDEX_KEY is not set.*AUSM_INDEX_KEY_FILE"):
        _ = Settings({}).index_key


def test_what_may_be_absent_has_a_default():
    settings = Settings({})
    assert settings.s3_bucket_prefix == "ausm-"
    assert settings.max_workers == 10
    assert settings.metrics_port == 0
    assert settings.sandbox is False


@pytest.mark.parametrize(("text", "on"), [("1", True), ("true", True), ("0", False), ("no", False)])
def test_switches(text, on):
    assert Settings({"AUSM_SANDBOX": text}).sandbox is on


def test_settings_do_not_show_their_values():
    assert "hush" not in repr(Settings({"AUSM_INDEX_KEY": "hush"}))


def test_overrides_win_over_the_environment(monkeypatch):
    monkeypatch.setenv("AUSM_LOG_LEVEL", "debug")
    assert Settings.load().log_level == "DEBUG"
    assert Settings.load(AUSM_LOG_LEVEL="error").log_level == "ERROR"
