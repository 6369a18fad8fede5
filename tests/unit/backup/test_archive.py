"""Issue 5.6: an archive is read as it was written, or refused."""

import io

import pytest
from backup import encryption
from backup.archive import HEADER, MANIFEST, Reader, Writer
from backup.encryption import decrypted, encrypted, written_whole
from backup.errors import BackupError
from backup.manifest import Header, Manifest
from backup.restoring import header_of, verify

_HEADER = Header("2026-11-25T20:00:00+00:00", False, {"k1": "v1.k1.x"}, "00")
_FILES = {
    "buckets/staging/o/a": b"\x89PNG" * 50_000,
    "buckets/staging/o/a.json": "{“照片”}".encode(),
    f"buckets/changes/{'长' * 120}": b"",
    "databases/identity/accounts/000000.copy.gz": b"rows",
}


@pytest.fixture
def key(tmp_path):
    path = tmp_path / "key"
    return path, encryption.make_key(path)


def _write(path, public, *, manifest=True):
    recipients = encryption.recipients_of([public])
    with (
        written_whole(path) as file,
        encrypted(file, recipients) as target,
        Writer(target) as writer,
    ):
        writer.add_bytes(HEADER, _HEADER.to_json())
        for name, data in _FILES.items():
            writer.add(name, len(data), io.BytesIO(data), "image/png" if "a" in name else None)
        if manifest:
            made = Manifest("2026-11-25T20:00:01Z", 3, {}, (), writer.totals())
            writer.add_bytes(MANIFEST, made.to_json())


@pytest.fixture
def archive(tmp_path, key):
    path = tmp_path / "archive"
    _write(path, key[1])
    return path


def test_I5_6_every_part_comes_back(archive, key):
    with decrypted(archive, encryption.identities_of(key[0])) as source:
        parts = {part.name: (part.all(), part.media_type) for part in Reader(source).parts()}
    assert {name: parts[name][0] for name in _FILES} == _FILES
    assert parts["buckets/staging/o/a"][1] == "image/png"
    assert next(iter(parts)) == HEADER


def test_I5_6_an_archive_is_verified_with_its_key(archive, key):
    header, manifest = verify(archive, encryption.identities_of(key[0]))
    assert header == _HEADER
    assert manifest.objects() == {"staging": 2, "changes": 1}


def test_I5_6_nothing_of_it_is_readable(archive):
    data = archive.read_bytes()
    # No word so short that 200 KB of random bytes may hold it.
    words = (b"staging", b"\x89PNG" * 2, b"accounts", b"begun")
    assert not any(word in data for word in words)
    assert archive.stat().st_mode & 0o077 == 0


def test_I5_6_one_that_was_cut_off_is_refused_wherever(archive, key):
    data = archive.read_bytes()
    identities = encryption.identities_of(key[0])
    for length in (0, 10, 150, 300, 65_000, len(data) // 2, len(data) - 70_000, len(data) - 1):
        archive.write_bytes(data[:length])
        with pytest.raises(BackupError, match="cut off"):
            verify(archive, identities)


@pytest.mark.parametrize("place", [0.0, 0.001, 0.3, 0.9, 0.9999])
def test_I5_6_one_that_was_altered_is_refused(archive, key, place):
    data = bytearray(archive.read_bytes())
    data[int(len(data) * place)] ^= 1
    archive.write_bytes(data)
    with pytest.raises(BackupError, match="altered"):
        verify(archive, encryption.identities_of(key[0]))


def test_I5_6_one_whose_backup_did_not_end_is_refused(tmp_path, key):
    _write(tmp_path / "half", key[1], manifest=False)
    with pytest.raises(BackupError, match=r"no manifest|not understood"):
        verify(tmp_path / "half", encryption.identities_of(key[0]))


def test_I5_6_another_key_opens_nothing(archive, tmp_path):
    encryption.make_key(tmp_path / "other")
    with pytest.raises(BackupError, match="not encrypted for this key"):
        verify(archive, encryption.identities_of(tmp_path / "other"))


def test_I5_6_the_header_is_there_without_reading_on(archive, key):
    assert header_of(archive, encryption.identities_of(key[0])) == _HEADER


def test_I5_6_several_recipients_open_it_each(tmp_path, key):
    encryption.make_key(tmp_path / "second")
    listed = tmp_path / "recipients"
    lines = (tmp_path / "second").read_text().splitlines()
    listed.write_text(f"# two\n{key[1]}\n\n{lines[0].removeprefix('# public key: ')}\n")
    _write(tmp_path / "archive", str(listed))
    for file in (key[0], tmp_path / "second"):
        assert verify(tmp_path / "archive", encryption.identities_of(file))[0] == _HEADER


def test_I5_6_a_part_that_is_shorter_than_it_was_said_stops_the_backup():
    with (
        pytest.raises(BackupError, match="ended after 3 of 5 bytes"),
        Writer(io.BytesIO()) as writer,
    ):
        writer.add("buckets/changes/k", 5, io.BytesIO(b"abc"))


def test_I5_6_a_backup_that_fails_leaves_nothing(tmp_path):
    def fail():
        with written_whole(tmp_path / "archive") as file:
            file.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_I5_6_a_full_disk_is_said(key):
    def fill():
        recipients = encryption.recipients_of([key[1]])
        with open("/dev/full", "wb", buffering=0) as disk, encrypted(disk, recipients) as target:
            target.write(bytes(5 << 20))

    with pytest.raises(BackupError, match=r"could not be written.*No space left"):
        fill()


def test_I5_6_neither_archive_nor_key_is_written_over(archive, key):
    with pytest.raises(BackupError, match="exists"), written_whole(archive):
        pass
    with pytest.raises(BackupError, match="exists"):
        encryption.make_key(key[0])


@pytest.mark.parametrize("given", [[], ["age1nonsense"], ["/no/such/file"]], ids=str)
def test_I5_6_without_a_good_recipient_nothing_is_made(given):
    with pytest.raises(BackupError):
        encryption.recipients_of(given)


def test_I5_6_a_private_key_is_its_owners_only(key):
    assert key[0].stat().st_mode & 0o077 == 0
    assert key[1].startswith("age1")
