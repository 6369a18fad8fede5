"""What tests of whole stacks share: fixtures, scenarios, load, races, the compose driver."""
