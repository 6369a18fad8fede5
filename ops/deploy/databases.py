"""One database and one log-in role for each service, on a PostgreSQL server reached by network."""

from pathlib import Path
from urllib.parse import urlsplit

from native import postgres
from native.layout import SERVICES


def set_up(secrets: Path) -> str:
    """Create or correct roles and databases; safe to repeat."""
    admin = (secrets / "postgres_admin_url").read_text().strip()
    postgres.wait(admin, 60)
    roles: dict[str, str] = {}
    for service in SERVICES:
        address = urlsplit((secrets / f"{service}_database_url").read_text().strip())
        roles[address.username or ""] = address.password or ""
    postgres.create_databases(admin, roles)
    return f"{len(roles)} databases"
