"""Pure rules of identity: no database, no framework, no clock, no randomness."""
