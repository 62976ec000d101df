"""What single facts prove, and which of them speak, each in its own filing."""
