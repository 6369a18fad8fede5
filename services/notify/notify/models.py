"""Tables of notify.

Phones and parameters rest sealed (purpose `sms`), as they come in events, and are dropped once
nothing more will be sent.
"""

from dataclasses import asdict
from datetime import datetime

from chassis.crypto import BlindIndex, EncryptedText
from chassis.db import IdType, Instant, service_metadata
from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from notify.domain.help_articles import HelpText
from notify.domain.sending import STATUSES
from notify.domain.templates import TemplateText

SMS_PURPOSE = "sms"

_STATUS_IS_KNOWN = f"status IN ({', '.join(repr(status) for status in STATUSES)})"


class Base(DeclarativeBase):
    """The declarative base of notify's tables."""

    metadata = service_metadata()


class Message(Base):
    """One message in a person's box."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("event_id"),
        Index("ix_messages_box", "person_id", "created_at", "message_id"),
        Index(
            "ix_messages_unread",
            *("person_id", "created_at", "message_id"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )

    message_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    event_id: Mapped[str] = mapped_column(IdType)
    person_id: Mapped[str] = mapped_column(IdType)
    kind: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    link: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)
    read_at: Mapped[datetime | None] = mapped_column(Instant)


class Mailbox(Base):
    """How many messages a person has not read: counted as they come, not when asked."""

    __tablename__ = "mailboxes"
    __table_args__ = (CheckConstraint("unread >= 0", name="unread"),)

    person_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    unread: Mapped[int]


class Template(Base):
    """The texts of one kind of notice; without `sms_text` no SMS is sent, without `title` no
    message.

    `provider_codes` holds the template's number at each provider that registers templates,
    `loaded_digest` that of the texts that were last loaded from the file.
    """

    __tablename__ = "templates"

    template_id: Mapped[str] = mapped_column(Text, primary_key=True)
    title: Mapped[str | None] = mapped_column(Text)
    body: Mapped[str | None] = mapped_column(Text)
    sms_text: Mapped[str | None] = mapped_column(Text)
    # Seconds after which the SMS is of no use any more, such as a code's life.
    sms_expires_after: Mapped[int | None]
    provider_codes: Mapped[dict[str, str]] = mapped_column(JSONB)
    updated_at: Mapped[datetime] = mapped_column(Instant)
    loaded_digest: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(server_default="1")

    @classmethod
    def of(cls, template_id: str, text: TemplateText) -> "Template":
        """Return a template with these texts, which is not stored."""
        return cls(template_id=template_id, provider_codes={}, version=1, **asdict(text))

    def text(self) -> TemplateText:
        """Return the texts."""
        return TemplateText(self.title, self.body, self.sms_text, self.sms_expires_after)

    def is_edited(self) -> bool:
        """Tell whether staff have changed the texts since they were loaded."""
        return self.text().digest() != self.loaded_digest


class TemplateVersion(Base):
    """A template as it was saved once; `saved_by` is empty for what came with the platform."""

    __tablename__ = "template_versions"

    template_id: Mapped[str] = mapped_column(Text, primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str | None] = mapped_column(Text)
    body: Mapped[str | None] = mapped_column(Text)
    sms_text: Mapped[str | None] = mapped_column(Text)
    provider_codes: Mapped[dict[str, str]] = mapped_column(JSONB)
    saved_by: Mapped[str | None] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(Instant)


class Delivery(Base):
    """One SMS on its way."""

    __tablename__ = "deliveries"
    __table_args__ = (
        CheckConstraint(_STATUS_IS_KNOWN, name="status"),
        UniqueConstraint("delivery_key"),
        Index(
            "ix_deliveries_due",
            "next_attempt_at",
            postgresql_where=text("status IN ('queued', 'sending')"),
        ),
        Index("ix_deliveries_receipt", "next_receipt_at", postgresql_where=text("status = 'sent'")),
        Index(
            "ix_deliveries_request",
            *("provider", "provider_request_id"),
            postgresql_where=text("status = 'sent'"),
        ),
        Index("ix_deliveries_list", "status", "created_at", "delivery_id"),
        Index("ix_deliveries_created", "created_at", "delivery_id"),
        Index("ix_deliveries_person_id", "person_id", "created_at", "delivery_id"),
    )

    delivery_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    delivery_key: Mapped[str] = mapped_column(Text)
    template_id: Mapped[str] = mapped_column(Text)
    person_id: Mapped[str | None] = mapped_column(IdType)
    phone_sealed: Mapped[str | None] = mapped_column(Text)
    params_sealed: Mapped[str | None] = mapped_column(Text)
    masked_phone: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    attempts: Mapped[int]
    provider: Mapped[str | None] = mapped_column(Text)
    tries_there: Mapped[int]
    maybe_sent: Mapped[bool]
    # Until then nobody else is asked: the message may have left the provider.
    doubt_until: Mapped[datetime | None] = mapped_column(Instant)
    provider_request_id: Mapped[str | None] = mapped_column(Text)
    last_error: Mapped[str | None] = mapped_column(Text)
    # While queued: not before. While sending: the end of the sender's lease.
    next_attempt_at: Mapped[datetime | None] = mapped_column(Instant)
    next_receipt_at: Mapped[datetime | None] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    delivered_at: Mapped[datetime | None] = mapped_column(Instant)
    failed_at: Mapped[datetime | None] = mapped_column(Instant)


class SandboxSms(Base):
    """What the sandbox provider was handed; stands for the provider's side of the world."""

    __tablename__ = "sandbox_sms"
    __table_args__ = (
        UniqueConstraint("idempotency_key"),
        Index("ix_sandbox_sms_phone", "phone_index", "sent_at"),
        Index("ix_sandbox_sms_sent_at", "sent_at"),
    )

    sms_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    idempotency_key: Mapped[str] = mapped_column(Text)
    phone_index: Mapped[bytes] = mapped_column(BlindIndex("notify.sandbox_phone"))
    phone: Mapped[str] = mapped_column(EncryptedText("notify.sandbox_phone"))
    text: Mapped[str] = mapped_column(EncryptedText("notify.sandbox_text"))
    template: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    tries: Mapped[int]
    sent_at: Mapped[datetime] = mapped_column(Instant)


class Announcement(Base):
    """What is announced to many at once; it shows only while published and in its time."""

    __tablename__ = "announcements"
    __table_args__ = (
        CheckConstraint("status IN ('draft', 'published', 'withdrawn')", name="status"),
        CheckConstraint("starts_at < ends_at", name="time"),
        Index("ix_announcements_list", "starts_at", "notice_id"),
    )

    notice_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    link: Mapped[str | None] = mapped_column(Text)
    audience: Mapped[str] = mapped_column(Text)
    region_code: Mapped[str | None] = mapped_column(Text)
    starts_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    status: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)
    updated_by: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime | None] = mapped_column(Instant)


class _HelpTexts:
    """What staff edit of an article, and what of it the public reads."""

    slug: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text)
    body_markdown: Mapped[str] = mapped_column(Text)
    keywords: Mapped[list[str]] = mapped_column(JSONB)
    featured: Mapped[bool]
    position: Mapped[int]
    version: Mapped[int]

    def text(self) -> HelpText:
        """Return the text as the files have it."""
        values = {name: getattr(self, name) for name in HELP_TEXT_COLUMNS}
        return HelpText(**{**values, "keywords": tuple(self.keywords)})


HELP_TEXT_COLUMNS = tuple(HelpText.__dataclass_fields__)


class HelpArticle(_HelpTexts, Base):
    """An article as it was last saved; `loaded_digest` is of the text last loaded from its file."""

    __tablename__ = "help_articles"
    __table_args__ = (UniqueConstraint("slug"), Index(None, "position", "slug"))

    article_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)
    # Empty for what came with the platform.
    updated_by: Mapped[str | None] = mapped_column(Text)
    loaded_digest: Mapped[str | None] = mapped_column(Text)

    def is_edited(self) -> bool:
        """Tell whether staff have changed the text since it was loaded, or wrote it themselves."""
        return self.text().digest() != self.loaded_digest


class HelpPublication(_HelpTexts, Base):
    """What the public reads of an article, a copy of its own: a draft shows nowhere by mistake.

    The four columns of the search are made when it is published: words folded, readings, and the
    body without marks.
    """

    __tablename__ = "help_publications"
    __table_args__ = (UniqueConstraint("slug"), Index(None, "position", "slug"))

    article_id: Mapped[str] = mapped_column(
        IdType, ForeignKey("help_articles.article_id"), primary_key=True
    )
    published_at: Mapped[datetime] = mapped_column(Instant)
    published_by: Mapped[str | None] = mapped_column(Text)
    title_words: Mapped[str] = mapped_column(Text)
    keyword_words: Mapped[str] = mapped_column(Text)
    body_words: Mapped[str] = mapped_column(Text)
    readings: Mapped[str] = mapped_column(Text)
