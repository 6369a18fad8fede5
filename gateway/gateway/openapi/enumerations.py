"""Give every enumeration of the document a name and a schema of its own.

Generators of clients name an enumeration that stands within a property after the place: two places
give two types for one thing, and some places the name of another schema.
"""

from collections.abc import Iterator, Mapping
from typing import Any

# An enumeration that stands in several places, by one of them.
SHARED: dict[str, str] = {
    "AttachmentKind": "StagedAttachment.kind",
    "AuditAction": "IdentityAuditEntry.action",
    "CaptchaKind": "IdentityCaptcha.kind",
    "CaseKind": "ReviewCounts.kind",
    "CaseStatus": "ChangesChangeItem.status",
    "ChangeAction": "ChangesChangeItem.action",
    "ChangeOrigin": "ChangesChangeItem.origin",
    "ConsentKind": "IdentityConsent.kind",
    "ConsentAction": "IdentityConsentDocument.needed_for",
    "ConsentMethod": "IdentityOwnConsent.method",
    "Decision": "SecondReviewBody.outcome",
    "DependencyStatus": "DependencyState.status",
    "FieldDifferenceKind": "ChangesFieldDifference.change",
    "Gender": "MeAnswer.gender",
    "IdType": "MeAnswer.id_type",
    "RealNameStatus": "IdentityRealName.status",
    "RecordSection": "ChangesChangeItem.section",
    "ReviewMode": "ChangesFieldPolicy.review_mode",
    "RewardOrPenalty": "ChangesRewardPenaltyItem.kind",
    "SessionMode": "log_in.X-Auth-Mode",
    "TransferProcess": "TransferPolicy.policy",
    "TransferScope": "TransferItem.scope",
}
# Set by the schemas' converter on what is chosen from a dictionary.
DICTIONARY = "x-ausm-dictionary"
_OPERATIONS = frozenset({"get", "put", "post", "delete"})

Node = dict[str, Any]


class NamedEnumerations:
    """Moves the enumerations of one document into its components."""

    def __init__(self, document: Node, shared: Mapping[str, str] = SHARED) -> None:
        self._schemas: dict[str, Node] = document["components"]["schemas"]
        self._places = dict(_places(document))
        self._shared = {self._values_at(place): name for name, place in shared.items()}
        self._made: dict[str, Node] = {}

    def extract(self) -> None:
        """Replace each enumeration by a reference; raise where a name would mean two things."""
        for place, node in self._places.items():
            self._replace(place, node)
        self._schemas.update(sorted(self._made.items()))

    def _values_at(self, place: str) -> frozenset[str]:
        if place not in self._places:
            raise LookupError(f"no enumeration stands at {place} any more")
        return _values(self._places[place])

    def _replace(self, place: str, node: Node) -> None:
        dictionary = node.pop(DICTIONARY, None)
        derived = f"{dictionary}_code" if dictionary else place
        name = self._shared.get(_values(node)) or _camel(derived)
        values = [value for value in node.pop("enum") if value is not None]
        made = self._made.setdefault(name, {"type": "string", "enum": values})
        if name in self._schemas or set(made["enum"]) != set(values):
            raise ValueError(f"{name} at {place} would be two things: name it in SHARED")
        reference = {"$ref": f"#/components/schemas/{name}"}
        nullable = "null" in node.pop("type")
        node.update({"anyOf": [reference, {"type": "null"}]} if nullable else reference)


def _places(document: Node) -> Iterator[tuple[str, Node]]:
    """Yield every enumeration of several texts under the name of its place."""
    for name, schema in document["components"]["schemas"].items():
        yield from _within(name, schema)
    for item in document["paths"].values():
        for operation in (item[method] for method in _OPERATIONS & item.keys()):
            yield from _of_operation(operation)


def _of_operation(operation: Node) -> Iterator[tuple[str, Node]]:
    name = operation["operationId"]
    for parameter in operation["parameters"]:
        yield from _within(f"{name}.{parameter['name']}", parameter["schema"])
    for content in operation.get("requestBody", {}).get("content", {}).values():
        yield from _within(name, content["schema"])


def _within(place: str, schema: Node) -> Iterator[tuple[str, Node]]:
    if len(_values(schema)) > 1:
        yield place, schema
    if "items" in schema:
        yield from _within(place, schema["items"])
    for name, inner in schema.get("properties", {}).items():
        yield from _within(f"{place}.{name}", inner)


def _values(node: Node) -> frozenset[str]:
    return frozenset(value for value in node.get("enum", ()) if isinstance(value, str))


def _camel(place: str) -> str:
    words = place.replace(".", "_").replace("-", "_").split("_")
    return "".join(word[:1].upper() + word[1:] for word in words)
