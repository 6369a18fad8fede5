"""The OpenAPI 3.1 document, made from the route table and the contracts' schemas."""

from gateway.openapi.document import build_document

__all__ = ["build_document"]
