"""Figures that a person entered from a company's own words."""
