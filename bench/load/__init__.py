"""Load: what readers and writers feel while many of them come at once."""
