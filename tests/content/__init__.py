"""The content that the portal is delivered with, read as an editor would."""
