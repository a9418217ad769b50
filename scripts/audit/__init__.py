"""Looking at the whole public site from outside: `make audit`."""
