"""A small service that exists to prove what the chassis promises."""
