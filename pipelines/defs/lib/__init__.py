"""Factories of Dagster definitions that several files of `defs/` use."""
