"""The sections of a record that hold objects, and what a change does to an object."""

BASIC, EDUCATION, EMPLOYMENT = "basic", "education", "employment"
ADD, MODIFY, DELETE = "add", "modify", "delete"
ACTIONS = (ADD, MODIFY, DELETE)
