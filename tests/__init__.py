"""Tests: one file per deed, with the same five questions."""
