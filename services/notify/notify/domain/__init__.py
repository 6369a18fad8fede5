"""Rules of notices and deliveries; pure, without database, clock or framework."""
