"""Columns that the migrations share."""

from typing import Any

import sqlalchemy as sa


def text_column(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    """Return a column of text."""
    return sa.Column(name, sa.Text(), nullable=nullable)


def id_column(name: str) -> sa.Column[Any]:
    """Return a column of ids."""
    return sa.Column(name, sa.Uuid(as_uuid=False), nullable=False)


def instant_column(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    """Return a column of moments."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def integer_column(name: str) -> sa.Column[Any]:
    """Return a column of whole numbers."""
    return sa.Column(name, sa.Integer(), nullable=False)
