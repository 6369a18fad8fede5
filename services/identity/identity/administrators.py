"""Administrators of the platform, for an operator: `python -m identity.administrators create | reset | list`.

`create USERNAME NAME` makes the first one of an installation, `reset USERNAME` helps one who has lost
password or second factor and whom no other can help. Both print a one-time link; it sets the
password, and the next log-in enrols a second factor. Nothing needs to run but the database.
"""

import argparse
import sys
from typing import Any

from chassis.config import Settings, named_if_missing
from chassis.db import Db, UnitOfWork, open_database
from chassis.validation import raise_if
from contracts.context import CallContext
from contracts.errors import Conflict, NotFound, ServiceError
from contracts.values import ValueProblem
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from identity.domain.authorities import PLATFORM_ID
from identity.domain.registration import Findings
from identity.domain.staff_accounts import (
    NO_PASSWORD,
    PLATFORM_ADMIN,
    check_post,
    clean_username,
    status_of,
)
from identity.models import Staff
from identity.models.staff import has_role
from identity.use_cases.staff_accounts import add_staff, reset
from identity.use_cases.staff_links import issue_link, shown_link

_OPERATOR = CallContext(actor_kind="service", request_id="operator")


def main(arguments: list[str] | None = None) -> int:
    """Run as a program; the database is the one AUSM_DATABASE_URL names."""
    options = _parser().parse_args(arguments)
    with named_if_missing("administrators"):
        db = open_database(Settings.load().database_url, "identity", _OPERATOR)
    try:
        return int(options.run(db, options))
    except (ServiceError, ValueProblem) as refusal:
        _say(f"refused: {refusal}")
        return 1


def create(uow: UnitOfWork, username: str, name: str) -> dict[str, Any]:
    """Add the first administrator; asked again before the link was used, make another link.

    Raises Conflict where an administrator of the platform can come in already.
    """
    found = uow.session.scalars(_administrators().with_for_update()).all()
    if [staff.username for staff in found if staff.active and staff.password_hash != NO_PASSWORD]:
        raise Conflict("identity.platform_admin_there")
    for staff in found:
        if staff.username == username and staff.active:
            return issue_link(uow, staff)
    findings = Findings([])
    form = {"name": name, "authority_id": PLATFORM_ID, "roles": [PLATFORM_ADMIN]}
    post = check_post(form, findings)
    raise_if(findings.violations)
    assert post is not None
    link: dict[str, Any] = add_staff(uow, username, post)["link"]
    return link


def reset_access(uow: UnitOfWork, username: str) -> dict[str, Any]:
    """Void password and second factor of an administrator; raises NotFound for anybody else."""
    wanted = _administrators().where(Staff.username == username, Staff.active)
    staff = uow.session.scalars(wanted.with_for_update()).one_or_none()
    if staff is None:
        raise NotFound("identity.staff_not_found")
    link: dict[str, Any] = reset(uow, staff, "staff_access_reset", factor=True)["link"]
    return link


def list_administrators(session: Session) -> list[tuple[str, str, str]]:
    """Return who administers the platform: username, name and state."""
    rows = session.scalars(_administrators())
    return [
        (one.username, one.name, status_of(one.password_hash, active=one.active)) for one in rows
    ]


def _administrators() -> Select[Staff]:
    return select(Staff).where(has_role(PLATFORM_ADMIN)).order_by(Staff.username)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./ausm administrators", description="Who administers the platform."
    )
    actions = parser.add_subparsers(dest="action", required=True)
    first = actions.add_parser("create", help="make the first one and print a one-time link")
    first.add_argument("username")
    first.add_argument("name", help="the person's name, in Chinese characters")
    first.set_defaults(run=_create)
    lost = actions.add_parser("reset", help="void password and second factor, print a link")
    lost.add_argument("username")
    lost.set_defaults(run=_reset)
    actions.add_parser("list", help="show them").set_defaults(run=_list)
    return parser


def _create(db: Db, options: argparse.Namespace) -> int:
    link = db.run(create, clean_username(options.username), options.name)
    return _show(link)


def _reset(db: Db, options: argparse.Namespace) -> int:
    return _show(db.run(reset_access, clean_username(options.username)))


def _list(db: Db, _options: argparse.Namespace) -> int:
    for username, name, status in db.read(list_administrators):
        _say(f"{username}\t{name}\t{status}")
    return 0


def _show(issued: dict[str, Any]) -> int:
    link = shown_link(issued)
    _say(f"link: {link['path']}")
    _say(f"token: {link['token']}")
    _say(f"good once, until {link['expires_at']}; whoever has it sets the password")
    return 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
