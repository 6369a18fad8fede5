"""Bring the texts of this version into the table, and keep those that staff have edited."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from chassis.db import UnitOfWork
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from notify.domain.templates import TemplateText
from notify.models import Template


@dataclass(slots=True)
class Loaded:
    """How many texts were added, replaced, and kept as staff have edited them."""

    added: int = 0
    replaced: int = 0
    kept: int = 0


def load_templates(uow: UnitOfWork, texts: Mapping[str, TemplateText]) -> Loaded:
    """Store the texts; a repeat changes nothing. Provider codes stay as they are."""
    loaded = Loaded(added=_add_missing(uow, texts))
    statement = select(Template).where(Template.template_id.in_(texts)).with_for_update()
    for template in uow.session.scalars(statement.order_by(Template.template_id)):
        text = texts[template.template_id]
        if template.text() == text:
            template.loaded_digest = text.digest()
        elif template.is_edited():
            loaded.kept += 1
        else:
            _replace(uow, template, text)
            loaded.replaced += 1
    return loaded


def _add_missing(uow: UnitOfWork, texts: Mapping[str, TemplateText]) -> int:
    rows = [
        {"template_id": template_id, "provider_codes": {}, "updated_at": uow.now}
        | {**asdict(text), "loaded_digest": text.digest()}
        for template_id, text in texts.items()
    ]
    added = insert(Template).values(rows).on_conflict_do_nothing().returning(Template.template_id)
    return len(uow.session.scalars(added).all())


def _replace(uow: UnitOfWork, template: Template, text: TemplateText) -> None:
    for name, value in asdict(text).items():
        setattr(template, name, value)
    template.loaded_digest = text.digest()
    template.version += 1
    template.updated_at = uow.now
