"""The declarative base of collection's tables."""

from chassis.db import service_metadata
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """The declarative base of collection's tables."""

    metadata = service_metadata()
