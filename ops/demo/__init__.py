"""An HTTP client of the platform that plays the whole story with made-up people."""
