"""Criteria sets, their anchor texts and the scoring."""
