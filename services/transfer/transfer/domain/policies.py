"""Who reviews a transfer (R5.2.2)."""

IN_ONLY = "in_only"
OUT_THEN_IN = "out_then_in"
POLICIES = (IN_ONLY, OUT_THEN_IN)
