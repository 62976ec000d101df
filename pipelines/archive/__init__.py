"""Raw bytes: the content-addressed store and the two ways by which they come, live and recorded.

What belongs here: fetching and keeping bodies unread. What a body says belongs to `sources/`.
"""
