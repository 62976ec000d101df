"""What statistics needs Python for: forecasts with their record, and lead and lag.

Frames in and frames out, of what stood at each moment; nothing known later reaches an earlier
origin. No Dagster or dbt here, and statsmodels only where a series has something new to say
(`methods.py`). What can be said in SQL (errors, coverage, averages) is in the marts.
"""
