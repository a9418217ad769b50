"""Spreadsheets of organisations, projects and practices: read, checked, shown, loaded, and taken back.

`columns` what a sheet may have · `reading` a file → rows · `organisations`, `projects`, `drafts` what a row means ·
`checking` a whole sheet · `running` loading and taking back in steps · `files` templates and rows with their errors.
"""
