"""What owners' migrations are made of; frozen, later changes get a name of their own."""

from casework.migrations.cases import (
    add_employers,
    allow_origin_consent,
    create_case_tables,
    drop_case_tables,
    drop_employers,
    index_claimed,
    move_access_log,
    restore_access_log,
    unindex_claimed,
)
from casework.migrations.counts import (
    drop_counts,
    index_long_lists,
    keep_counts,
    unindex_long_lists,
)
from casework.migrations.custody import (
    create_custodians,
    drop_custodians,
    drop_custody,
    drop_custody_of_second_reviews,
    keep_custody,
    keep_custody_of_second_reviews,
)
from casework.migrations.quality import create_oversight_tables, drop_oversight_tables

__all__ = [
    "add_employers",
    "allow_origin_consent",
    "create_case_tables",
    "create_custodians",
    "create_oversight_tables",
    "drop_case_tables",
    "drop_counts",
    "drop_custodians",
    "drop_custody",
    "drop_custody_of_second_reviews",
    "drop_employers",
    "drop_oversight_tables",
    "index_claimed",
    "index_long_lists",
    "keep_counts",
    "keep_custody",
    "keep_custody_of_second_reviews",
    "move_access_log",
    "restore_access_log",
    "unindex_claimed",
    "unindex_long_lists",
]
