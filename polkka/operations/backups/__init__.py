"""Backups: database and files in one folder with their hashes, made while the portal runs, and brought back."""
