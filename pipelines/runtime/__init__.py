"""One run of the pipeline, from an installation that is prepared to its history.

Not here: what a run does (`defs/`), and how a command looks (`cli/`).
"""
