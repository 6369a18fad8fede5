"""From a row of the route table to an answer."""
