"""Issue 5.6: the same command in a container: files come in by mounts, as the caller."""

import pytest
from native.backup_in_compose import arguments_for
from native.backup_options import parse
from native.errors import StackError


def _words(command, *arguments):
    return arguments_for(parse(command, [*map(str, arguments), "--compose"]), 1000, 1001)


def test_I5_6_a_backup_is_written_to_the_callers_folder(tmp_path):
    words = _words("backup", tmp_path / "b.ausm", "--to", "age1abc", "--databases-only")
    assert words == [
        *("run", "--rm", "-T", "--user", "1000:1001", "-v", f"{tmp_path}:/backups", "backup"),
        *("backup", "/backups/b.ausm", "--to", "age1abc", "--databases-only"),
    ]


def test_I5_6_recipients_in_a_file_are_read_outside(tmp_path):
    (tmp_path / "keys").write_text("# ours\nage1a\n\nage1b\n")
    words = _words("backup", tmp_path / "b.ausm", "--to", tmp_path / "keys")
    assert words[-4:] == ["--to", "age1a", "--to", "age1b"]


def test_I5_6_the_private_key_is_mounted_to_be_read(tmp_path):
    (tmp_path / "key").write_text("AGE-SECRET-KEY-1")
    words = _words("restore", tmp_path / "b.ausm", "--identity", tmp_path / "key", "--replace")
    assert f"{tmp_path / 'key'}:/backup.key:ro" in words
    assert words[-6:] == [
        *("restore", "restore", "/backups/b.ausm", "--identity", "/backup.key", "--replace")
    ]


def test_I5_6_a_key_is_made_in_the_container_of_backups(tmp_path):
    words = _words("backup-key", tmp_path / "backup.key")
    assert words[-3:] == ["backup", "backup-key", "/backups/backup.key"]


@pytest.mark.parametrize("place", ["no/b.ausm", "b.ausm"])
def test_I5_6_what_is_not_there_is_named(tmp_path, place):
    with pytest.raises(StackError, match=r"does not exist|no key file"):
        _words("restore", tmp_path / place, "--identity", tmp_path / "none")
