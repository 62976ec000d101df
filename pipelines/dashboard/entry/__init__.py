"""The script that Streamlit runs.

In a folder of its own: a folder `pages` beside the script would be read as pages of another kind.
"""
