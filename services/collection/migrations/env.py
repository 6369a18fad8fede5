"""Alembic's entry into collection's migrations."""

from chassis.migrations import run_env
from collection.models import Base

run_env(Base.metadata)
