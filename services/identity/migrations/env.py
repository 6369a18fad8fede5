"""Alembic's entry to identity's tables."""

from chassis.migrations import run_env
from identity.audit_log import models as audit_log  # noqa: F401 - its tables belong to Base
from identity.models import Base

run_env(Base.metadata)
