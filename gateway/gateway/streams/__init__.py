"""Live messages by server-sent events."""
