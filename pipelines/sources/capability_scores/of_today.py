"""What of this source a run takes from the day: the days in a person's files still to come."""

from pipelines.sources.statement_files import days_to_come as of_today

__all__ = ["of_today"]
