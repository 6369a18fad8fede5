"""Alembic's entry to changes's tables."""

from changes.models import Base
from chassis.migrations import run_env

run_env(Base.metadata)
