"""The methods that others call, by who calls them."""
