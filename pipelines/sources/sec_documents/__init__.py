"""What companies say in words: exhibits of current reports, and the text of periodic ones."""
