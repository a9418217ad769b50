"""Helpers that know no app: languages, sorting, text, Markdown, forms, components."""
