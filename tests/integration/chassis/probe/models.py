"""Tables of the probe."""

from datetime import datetime

from chassis.crypto import BlindIndex, EncryptedText
from chassis.db import IdType, Instant, service_metadata
from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    metadata = service_metadata()


class Thing(Base):
    """Something that was made."""

    __tablename__ = "things"
    __table_args__ = (UniqueConstraint("phone_index"),)

    thing_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    phone: Mapped[str | None] = mapped_column(EncryptedText("probe.phone"))
    phone_index: Mapped[str | None] = mapped_column(BlindIndex("probe.phone"))
    made_at: Mapped[datetime] = mapped_column(Instant)


class Sighting(Base):
    """The effect of a handled event."""

    __tablename__ = "sightings"

    sighting_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    thing_id: Mapped[str] = mapped_column(IdType)
    actor_id: Mapped[str | None] = mapped_column(Text)
    request_id: Mapped[str | None] = mapped_column(Text)
