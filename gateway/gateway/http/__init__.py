"""The parts of HTTP that every endpoint shares."""
