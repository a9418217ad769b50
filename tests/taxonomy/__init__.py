"""Tests of the taxonomy."""
