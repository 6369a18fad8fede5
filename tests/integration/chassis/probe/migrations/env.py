from chassis.migrations import run_env
from probe.models import Base

run_env(Base.metadata)
