"""Epoch AI's table of what those who sell AI are reported to earn."""
