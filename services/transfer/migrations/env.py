"""Alembic's entry to transfer's tables."""

from chassis.migrations import run_env
from transfer.models import Base

run_env(Base.metadata)
