"""Tables of transfer: as yet only those that every service has."""

from chassis.db import declarative_base_for

Base = declarative_base_for("transfer")
