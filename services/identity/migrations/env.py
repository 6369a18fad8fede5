"""Alembic's entry to identity's tables."""

from chassis.migrations import run_env
from identity.models import Base

run_env(Base.metadata)
