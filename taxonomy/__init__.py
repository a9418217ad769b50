"""Vocabularies and their concepts in three languages."""
