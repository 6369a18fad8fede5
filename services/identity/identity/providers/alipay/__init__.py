"""Alipay's identity certification: signatures, calls, and what is configured of it."""
