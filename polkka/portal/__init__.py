"""The public face: home, list, practice page, rooms, site texts, seed."""
