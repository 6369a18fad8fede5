"""Which keys an archive belongs to: without them its sealed fields would be noise.

The keys themselves are not in the archive. It holds a known text, sealed or signed under each of
them: keys that answer it are the right ones.
"""

from collections.abc import Iterable

from chassis.config import Settings
from chassis.crypto import CannotOpen, Cipher, hmac_sm3, read_key_ring, same

from backup.errors import BackupError
from backup.manifest import Header

_TEXT, _PURPOSE = "ausm", "backup.probe"
_AUDIT_SETTING = "AUSM_AUDIT_KEYS"
# Nothing that the audit log signs begins so.
_AUDIT_TEXT = b"ausm backup probe\0"


def probes(settings: Settings) -> dict[str, str]:
    """Return the known text sealed under each master key, by key id."""
    found = {}
    for entry in settings.master_keys.split(","):
        cipher = Cipher.from_settings(
            Settings({"AUSM_MASTER_KEYS": entry, "AUSM_INDEX_KEY": settings.index_key})
        )
        found[cipher.current] = cipher.seal(_TEXT, _PURPOSE)
    return found


def index_probe(settings: Settings) -> str:
    """Return the blind index of the known text."""
    return Cipher.from_settings(settings).blind_index(_TEXT, _PURPOSE).hex()


def audit_probes(settings: Settings) -> dict[str, str]:
    """Return the code of the known text under each key of the audit log, in hex by key id."""
    ring = read_key_ring(_AUDIT_SETTING, settings.text(_AUDIT_SETTING))
    return {key_id: hmac_sm3(key, _AUDIT_TEXT).hex() for key_id, key in ring.items()}


def check(header: Header, settings: Settings) -> None:
    """Raise BackupError unless this installation's keys are those of the archive."""
    _check_master_keys(header, settings)
    _check_index_key(header, settings)
    _check_audit_keys(header, settings)


def _check_master_keys(header: Header, settings: Settings) -> None:
    cipher = Cipher.from_settings(settings)
    strange = [key_id for key_id, probe in header.probes.items() if not _opens(cipher, probe)]
    if strange:
        raise BackupError(
            f"The archive's fields are sealed under the master keys {_listed(header.probes)}, and "
            f"this installation has another or no key {_listed(strange)}. Put the master_keys and "
            "index_key that were kept beside the backup into this installation's secrets first"
        )


def _check_index_key(header: Header, settings: Settings) -> None:
    if index_probe(settings) != header.index_probe:
        raise BackupError(
            "The archive was made under another index key, so nobody could log in after a restore. "
            "Put the index_key that was kept beside the backup into this installation's secrets "
            "first"
        )


def _check_audit_keys(header: Header, settings: Settings) -> None:
    """Old keys count as well: entries of the log name the key that signed them."""
    here = audit_probes(settings)
    strange = [
        key_id
        for key_id, probe in header.audit_probes.items()
        if not same(probe.encode(), here.get(key_id, "").encode())
    ]
    if strange:
        raise BackupError(
            f"The archive's audit log is signed under the audit keys {_listed(header.audit_probes)}, "
            f"and this installation has another or no key {_listed(strange)}, so nobody could check "
            "the log after a restore. Put the audit_keys that were kept beside the backup into this "
            "installation's secrets first"
        )


def _opens(cipher: Cipher, probe: str) -> bool:
    try:
        return cipher.open(probe, _PURPOSE) == _TEXT
    except CannotOpen:
        return False


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
