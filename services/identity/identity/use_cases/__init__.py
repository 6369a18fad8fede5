"""One function for each intention of a person, of staff or of another service.

Most take a unit of work. Those that take the database itself span two transactions: a failed
attempt must stay counted, and no connection is in use while a password is hashed.
"""
