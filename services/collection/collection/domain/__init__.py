"""Pure rules of collection: no database, no network, no clock."""
