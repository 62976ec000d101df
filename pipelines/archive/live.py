"""Documents from the network: identified, rate-limited across processes, retried, revalidated.

Source of the rules: the SEC's "Accessing EDGAR Data" (a declared User-Agent with a name and an
email address, at most ten requests a second for one person, whatever the number of processes;
trap N1). What a body says is not looked at here.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import re
import sqlite3
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx2
import stamina
from pyrate_limiter import Duration, Limiter, Rate, SingleBucketFactory, SQLiteBucket

from pipelines.archive.errors import (
    FetchError,
    NotFound,
    RetriesExhausted,
    UserAgentRefused,
)
from pipelines.archive.transport import Request, Response
from pipelines.files import StorageError

if TYPE_CHECKING:
    from pipelines.archive.store import Archive, Entry
    from pipelines.settings import Settings

_USER_AGENT = re.compile(r"[\x20-\x7e]*[A-Za-z][\x20-\x7e]* <?[^\s@<>]+@[^\s@<>]+\.[A-Za-z]{2,}>?")
_BLOCKED = frozenset({403, 429})
_FIRST_WAIT_SECONDS = 1.0

# The SEC shuts out a client that keeps asking too fast for ten minutes; asking on prolongs it.
_SHUT_OUT_SECONDS = 600.0


class LiveTransport:
    """Fetches over HTTP and archives each body before anyone parses it.

    Raises:
        UserAgentRefused: `settings.user_agent` does not say who asks.
        StorageError: the file of the shared rate limit cannot be written.
    """

    def __init__(self, settings: Settings, archive: Archive) -> None:
        self._settings = settings
        self.archive = archive
        # Accept-Encoding: companyfacts are ten times smaller compressed (trap N2). Host is
        # left to the client: a pinned one earns a convincing 404 from the other host (ET5).
        self._client = httpx2.Client(
            headers={"User-Agent": _checked(settings.user_agent), "Accept-Encoding": "gzip"},
            timeout=settings.request_timeout_seconds,
            follow_redirects=True,
        )
        self._limiters: dict[str, Limiter] = {}
        self._shut_out_until: dict[str, float] = {}

    def fetch(self, request: Request) -> Response:
        """Bring one document; one that the archive holds is only revalidated.

        Raises:
            NotFound: the server has no such document.
            RetriesExhausted: every try failed, or the host has shut this client out.
            FetchError: another answer that is no document.
            StorageError: the archive cannot be written.
        """
        known = self.archive.latest(request.source, request.key)
        if known is not None and (request.is_fresh or not self.archive.has(known.sha256)):
            known = None
        if known is not None and request.is_immutable:
            return Response(known, True, self.archive)
        answer = self._ask(request, known)
        now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
        if answer.status_code == httpx2.codes.NOT_MODIFIED and known is not None:
            return Response(self.archive.revalidate(known, now), True, self.archive)
        if answer.status_code == httpx2.codes.NOT_FOUND:
            raise NotFound(
                f"{request.url}: there is no such document (404): check the company's cik in "
                "registry/companies.yml"
            )
        if answer.status_code != httpx2.codes.OK:
            raise FetchError(
                f"{request.url}: the server answered {answer.status_code} "
                f"{answer.reason_phrase}: open the address in a browser to see why"
            )
        entry = self.archive.put(
            request.source,
            request.key,
            request.url,
            answer.content,
            etag=answer.headers.get("ETag"),
            last_modified=answer.headers.get("Last-Modified"),
            fetched_at=now,
        )
        return Response(entry, False, self.archive)

    def close(self) -> None:
        """Close the connections and the files of the rate limit."""
        self._client.close()
        for limiter in self._limiters.values():
            limiter.close()

    def _ask(self, request: Request, known: Entry | None) -> httpx2.Response:
        host = urlsplit(request.url).netloc
        if time.monotonic() < self._shut_out_until.get(host, 0.0):
            raise RetriesExhausted(
                f"{request.url}: not asked, because {host} refused this client a moment ago: "
                "run again in ten minutes"
            )
        headers = {}
        if known is not None and known.etag:
            headers["If-None-Match"] = known.etag
        if known is not None and known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
        longest = self._settings.retry_max_wait_seconds
        try:
            for attempt in stamina.retry_context(
                on=self._wait_before_retry,
                attempts=self._settings.request_attempts,
                timeout=None,
                wait_initial=min(_FIRST_WAIT_SECONDS, longest),
                wait_max=longest,
                wait_jitter=min(_FIRST_WAIT_SECONDS, longest),
            ):
                with attempt:
                    self._limiter(host).try_acquire("request")
                    answer = self._client.get(request.url, headers=headers)
                    if answer.status_code in _BLOCKED or answer.is_server_error:
                        answer.raise_for_status()
                    return answer
        except httpx2.HTTPStatusError as error:
            status = error.response.status_code
            if status in _BLOCKED:
                self._shut_out_until[host] = time.monotonic() + _SHUT_OUT_SECONDS
            raise RetriesExhausted(
                f"{request.url}: the server answered {status} to each of "
                f"{self._settings.request_attempts} tries: run again in ten minutes"
            ) from None
        except httpx2.RequestError as error:
            raise RetriesExhausted(
                f"{request.url}: cannot be reached ({error or type(error).__name__}): check the "
                "network, or run without --live to use the recorded data"
            ) from None
        raise AssertionError("the retry loop ends by an answer or an error")

    def _wait_before_retry(self, error: Exception) -> bool | float:
        """Whether to try again, and the pause if the server names one (`Retry-After`)."""
        if isinstance(error, httpx2.HTTPStatusError):
            pause = _retry_after(error.response.headers.get("Retry-After"))
            return True if pause is None else min(pause, self._settings.retry_max_wait_seconds)
        return isinstance(error, httpx2.RequestError)

    def _limiter(self, host: str) -> Limiter:
        """The rate limit of a host, one file for all processes on this data directory."""
        if host not in self._limiters:
            directory = self._settings.archive_dir / "rate_limits"
            path = directory / f"{re.sub(r'[^A-Za-z0-9.]', '_', host)}.sqlite"
            try:
                directory.mkdir(parents=True, exist_ok=True)
                bucket = SQLiteBucket.init_from_file(
                    [Rate(self._settings.requests_per_second, Duration.SECOND)],
                    db_path=str(path),
                    use_file_lock=True,
                )
                bucket.leak(time.time_ns() // 1_000_000)
            except (OSError, sqlite3.Error) as error:
                raise StorageError(
                    f"{path}: the shared rate limit cannot be kept ({error}): free space or "
                    "correct the permissions there, then run again"
                ) from error
            self._limiters[host] = Limiter(SingleBucketFactory(bucket, schedule_leak=False))
        return self._limiters[host]


def _checked(user_agent: str | None) -> str:
    if user_agent is None or not _USER_AGENT.fullmatch(user_agent.strip()):
        raise UserAgentRefused(
            "live data needs to say who asks, as the SEC requires: set LEDGER_USER_AGENT to "
            'your name and email address, such as "Ada Lovelace ada@example.org"'
        )
    return user_agent.strip()


def _retry_after(value: str | None) -> float | None:
    """Seconds of a `Retry-After` header, which is a number or a date (RFC 9110, 10.2.3)."""
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        until = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (until - dt.datetime.now(dt.UTC)).total_seconds())
