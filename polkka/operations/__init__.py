"""What keeps the portal running: is it well, its figures, backup and restore, what is kept how long."""
