"""Load what notify begins with: the texts of its notices and SMS, and the help articles."""
