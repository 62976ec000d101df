"""Figures of several periods set against each other: calendars, quarters, scopes, versions."""
