"""The published language between the services; pure, without I/O."""
