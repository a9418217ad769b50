"""Commands of those who run the portal."""
