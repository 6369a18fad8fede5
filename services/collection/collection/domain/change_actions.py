"""What a change does to an object of the record."""

ADD, MODIFY, DELETE = "add", "modify", "delete"
ACTIONS = (ADD, MODIFY, DELETE)
