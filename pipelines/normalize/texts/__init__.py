"""What companies say in words: which documents were read, and where technologies are named."""
