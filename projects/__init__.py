"""Coordination projects, development projects and who works in them."""
