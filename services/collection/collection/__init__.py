"""Collection (信息采集): what a person states about themselves, and its review."""
