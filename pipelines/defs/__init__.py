"""Dagster definitions: one file a source, one a stage, and the jobs over them.

Thin: what a step does is elsewhere; here is only what depends on what. Whatever module lies in
this folder is loaded.
"""
