"""Events between services: outbox, inbox, the broker's connection and what travels over it."""
