"""The product: practices, their versions and texts, the workflow and the assessments."""
