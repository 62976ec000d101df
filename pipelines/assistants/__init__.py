"""What an assistant may ask of the published file, over the Model Context Protocol.

Not here: what is published, and how it is traced. Nothing here writes.
"""
