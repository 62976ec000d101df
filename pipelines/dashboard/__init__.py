"""The dashboard: pages of charts on the published file, served by Streamlit.

Belongs here: what is asked of the published file for a chart, and how it is drawn. A page is one
file in `pages/`, found by its name. Does not belong here: figures of its own; what may be added
to what is decided in the marts.
"""
