"""The tree of authorities."""

from datetime import datetime

from chassis.db import Instant
from contracts.schemas.identity.fields import AUTHORITY_LEVELS
from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from identity.models.base import Base, one_of


class Authority(Base):
    """One authority; `path` runs from the root to itself: `/au-110000/au-110100/`.

    `spellings` is what its name is found by when it is typed in letters. The contact is what the
    authority itself says; a seed leaves it alone.
    """

    __tablename__ = "authorities"
    __table_args__ = (
        CheckConstraint(one_of("level", *AUTHORITY_LEVELS), name="level"),
        Index("ix_authorities_parent_id_authority_id", "parent_id", "authority_id"),
        Index("ix_authorities_region_code", "region_code"),
        Index("ix_authorities_path", "path", postgresql_ops={"path": "text_pattern_ops"}),
    )

    authority_id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    short_name: Mapped[str] = mapped_column(Text)
    region_code: Mapped[str | None] = mapped_column(Text)
    level: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("authorities.authority_id"))
    path: Mapped[str] = mapped_column(Text)
    is_leaf_selectable: Mapped[bool]
    active: Mapped[bool] = mapped_column(default=True)
    spellings: Mapped[str] = mapped_column(Text, default="", server_default="")
    phone: Mapped[str | None] = mapped_column(Text)
    address: Mapped[str | None] = mapped_column(Text)
    office_hours: Mapped[str | None] = mapped_column(Text)
    contact_version: Mapped[int] = mapped_column(default=0, server_default="0")
    contact_updated_at: Mapped[datetime | None] = mapped_column(Instant)
    # By an administrator of the platform: a seed leaves the row alone from then on.
    edited_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
