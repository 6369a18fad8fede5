"""Collection (信息采集): what a person tells of themselves, and its review."""
