"""Views of the private pages, one module per person: writer, assessor, coordinator."""
