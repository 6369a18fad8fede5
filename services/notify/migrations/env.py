"""Alembic's entry to notify's tables."""

from chassis.migrations import run_env
from notify.models import Base

run_env(Base.metadata)
