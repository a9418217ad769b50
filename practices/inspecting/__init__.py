"""Looks into a file that somebody has sent: is it what it says, is it small when unfolded, is nothing active in it.

Knows no framework: it runs as a process of its own with limits on memory and time (`python -m practices.inspecting`).
"""
