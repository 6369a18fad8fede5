"""Rules of reviewed cases; pure, without database, clock or framework."""
