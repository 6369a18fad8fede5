"""One function for each intention of a person, of staff or of another service.

Most take a unit of work. Those that take the database itself span two transactions: what an
attempt cost must stay spent though the attempt fails, and no connection is held while a
password is hashed.
"""
