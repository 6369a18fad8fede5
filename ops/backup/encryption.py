"""Archives are age files: what is written goes to the recipients' public keys and no further.

The format is authenticated piece by piece and says where it ends, so that an archive that was
altered or cut off is known as such. The stock `age` program opens it too.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import pyrage

from backup.errors import BackupError

PIECE = 1 << 20
Recipients = Sequence[Any]
Identities = Sequence[Any]


def make_key(path: Path) -> str:
    """Write a new private key into a file of its owner's and return its public key."""
    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BackupError(f"{path} exists: a key is never written over another") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"# public key: {public}\n{identity}\n")
    return public


def recipients_of(texts: Iterable[str]) -> Recipients:
    """Return the public keys of these texts: keys, or files with one key a line."""
    keys = [line for text in texts for line in _key_lines(text, "age1")]
    if not keys:
        raise BackupError(
            "To whom shall the archive be readable? Make a key with ./ausm backup-key FILE, keep "
            "that file elsewhere, and name the public key it prints: --to age1…"
        )
    try:
        return [pyrage.x25519.Recipient.from_str(key) for key in keys]
    except pyrage.RecipientError as error:
        raise BackupError(f"That is no public key of age (age1…): {error}") from None


def identities_of(path: Path) -> Identities:
    """Return the private keys in a file."""
    try:
        return [pyrage.x25519.Identity.from_str(key) for key in _key_lines(str(path), "-")]
    except pyrage.IdentityError:
        raise BackupError(f"{path} holds no private key (AGE-SECRET-KEY-1…)") from None


def _key_lines(text: str, sign: str) -> list[str]:
    if text.startswith(sign):
        return [text]
    try:
        lines = Path(text).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BackupError(f"The key file {text} cannot be read: {error}") from None
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


@contextmanager
def encrypted(target: BinaryIO, recipients: Recipients) -> Iterator[BinaryIO]:
    """Return a file to write to; what is written lies in the target, encrypted, at the end."""
    with ThreadPoolExecutor(1, "age") as pool:
        source, sink = _pipe()
        job = pool.submit(_encrypt, source, target, recipients)
        try:
            with sink:
                yield sink
        except BrokenPipeError:
            job.result()
            raise
        job.result()


@contextmanager
def decrypted(path: Path, identities: Identities, *, whole: bool = True) -> Iterator[BinaryIO]:
    """Return a file to read from; raises BackupError when the archive is not as it was written.

    It may raise as late as at the end, since only the last piece says that nothing is missing;
    unless `whole`, what the block leaves is not read.
    """
    with ThreadPoolExecutor(1, "age") as pool:
        source, sink = _pipe()
        job = pool.submit(_decrypt, path, sink, identities)
        try:
            with source:
                yield source
                while whole and source.read(PIECE):
                    pass
        except BaseException as error:
            _raise_refusal(job, error)
            raise
        job.result()


def _raise_refusal(job: "Future[None]", error: BaseException) -> None:
    """Raise what the decryption refused, if it did: the reader stumbled over that only."""
    refusal = job.exception()
    if isinstance(refusal, BackupError) and isinstance(error, Exception):
        raise refusal from error


def _pipe() -> tuple[BinaryIO, BinaryIO]:
    source, sink = os.pipe()
    return os.fdopen(source, "rb", PIECE), os.fdopen(sink, "wb", PIECE)


def _encrypt(source: BinaryIO, target: BinaryIO, recipients: Recipients) -> None:
    # Closing our end lets the writer know when there is no going on.
    with source:
        try:
            pyrage.encrypt_io(source, target, recipients)
        except pyrage.EncryptError as error:
            raise BackupError(f"The archive could not be written: {error}") from error


def _decrypt(path: Path, sink: BinaryIO, identities: Identities) -> None:
    guarded = _Sink(sink)
    try:
        with path.open("rb") as file:
            pyrage.decrypt_io(file, guarded, identities)
    except (pyrage.DecryptError, OSError) as error:
        if guarded.closed_early:
            return
        raise BackupError(_reason(path, error)) from error
    finally:
        with suppress(BrokenPipeError):
            sink.close()


def _reason(path: Path, error: Exception) -> str:
    if isinstance(error, FileNotFoundError | PermissionError):
        return f"The archive cannot be read: {error}"
    if "No matching keys" in str(error):
        return f"{path} was not encrypted for this key: name the private key that belongs to it"
    return f"{path} was altered or cut off, or is no archive: nothing of it is restored ({error})"


class _Sink:
    """The writing end of a pipe that remembers whether its reader has gone."""

    def __init__(self, sink: BinaryIO) -> None:
        self._sink = sink
        self.closed_early = False

    def write(self, piece: bytes) -> int:
        """Pass a piece on."""
        try:
            return self._sink.write(piece)
        except BrokenPipeError:
            self.closed_early = True
            raise

    def flush(self) -> None:
        """Pass on what is held back."""
        try:
            self._sink.flush()
        except BrokenPipeError:
            self.closed_early = True
            raise


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """Return a file that gets its name only once everything is in it and on the disk."""
    if path.exists():
        raise BackupError(f"{path} exists: a backup is never written over another")
    draft = path.with_name(f"{path.name}.part")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise BackupError(f"The archive cannot be written: {error}") from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
