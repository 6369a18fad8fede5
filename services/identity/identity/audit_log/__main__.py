"""The audit log for an operator: `python -m identity.audit_log verify | retire`.

`verify` checks the whole chain and compares it with its anchors; `--anchor SEQUENCE:CODE` adds one
from the logs. It exits with 1 and names the first broken entry. `retire --before YYYY-MM-DD` removes
what was kept long enough, once it has been verified.
"""

import argparse
import sys
from datetime import date

from chassis.clock import utc_now
from chassis.config import Settings
from chassis.db import Db, open_database
from chassis.storage.bucket import BucketStorage
from chassis.storage.object_store import ObjectStore
from contracts.errors import Conflict
from contracts.platform import start_of_day

from identity.audit_log.anchors import Anchor, read_anchors
from identity.audit_log.domain.chain import Break, Link
from identity.audit_log.keys import AuditKeys
from identity.audit_log.queries.verification import find_head, find_unprotected, verify_chain
from identity.audit_log.use_cases.monitor import check_anchors
from identity.audit_log.use_cases.retire import retire_before
from identity.audit_log.use_cases.verify import REASONS

BUCKET = "identity"


def main(arguments: list[str] | None = None) -> int:
    """Run as a program; database, store and keys are those of identity's settings."""
    parser = argparse.ArgumentParser(prog="./ausm audit", description="The audit log.")
    actions = parser.add_subparsers(dest="action", required=True)
    verify = actions.add_parser("verify", help="check every entry, and the anchors")
    verify.add_argument("--anchor", action="append", default=[], help="SEQUENCE:CODE from a log")
    retire = actions.add_parser("retire", help="remove entries that were kept long enough")
    retire.add_argument("--before", required=True, help="a day YYYY-MM-DD, six months ago or more")
    options = parser.parse_args(arguments)
    settings = Settings.load()
    db = open_database(settings.database_url, "identity")
    keys = AuditKeys.from_settings(settings)
    if options.action == "retire":
        return _retire(db, keys, options.before)
    storage = BucketStorage(ObjectStore.from_settings(settings), BUCKET)
    given = [_given(text) for text in options.anchor]
    return _verify(db, keys, [*read_anchors(storage, keys), *given])


def _verify(db: Db, keys: AuditKeys, anchors: list[Anchor]) -> int:
    *_, ended = verify_chain(db, keys)
    found = ended.first_break or check_anchors(db, keys, anchors)
    unprotected = db.read(find_unprotected)
    if found:
        _say(_broken(db, found))
    else:
        head = db.read(find_head)
        _say(f"intact: {head.sequence} entries, {len(anchors)} anchors, head {head.code.hex()}")
    if unprotected:
        _say(f"not protected against changes: {', '.join(unprotected)}")
    return 1 if found or unprotected else 0


def _broken(db: Db, found: Break) -> str:
    where = f"broken at entry {found.sequence}: {found.reason} ({REASONS[found.reason]})"
    return f"{where}; the chain now ends at {db.read(find_head).sequence}"


def _retire(db: Db, keys: AuditKeys, before: str) -> int:
    try:
        through = retire_before(db, keys, start_of_day(date.fromisoformat(before)), utc_now())
    except (Conflict, ValueError) as refusal:
        _say(f"refused: {refusal.args[0]}")
        return 1
    _say(f"entries through {through} are gone")
    return 0


def _given(text: str) -> Anchor:
    sequence, _, code = text.partition(":")
    return Anchor(Link(int(sequence), bytes.fromhex(code)), "", is_authentic=True, key="given")


def _say(text: object) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
