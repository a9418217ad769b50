"""The search engine: analysis, index, query; its ORM part is loading.py."""
