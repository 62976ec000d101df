"""Documents from the network: identified, rate-limited across processes, retried, revalidated.

Source of the rules: the SEC's "Accessing EDGAR Data" (a declared User-Agent with a name and an
email address, at most ten requests a second for one person, whatever the number of processes;
trap N1). Only hosts of sources are asked, redirects included, since a request names a person.
What a body says is not looked at here.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import logging
import re
import sqlite3
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx2
import stamina
from pyrate_limiter import Duration, Limiter, Rate, SingleBucketFactory, SQLiteBucket
from stamina.instrumentation import set_on_retry_hooks

from pipelines.archive.bodies import bounded_body
from pipelines.archive.errors import (
    DamagedAnswer,
    FetchError,
    NotFound,
    RetriesExhausted,
    UserAgentRefused,
)
from pipelines.archive.transport import Request, Response
from pipelines.storage.files import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from stamina.instrumentation import RetryDetails

    from pipelines.archive.store import Archive, Entry
    from pipelines.settings import Settings

_USER_AGENT = re.compile(r"[\x20-\x7e]*[A-Za-z][\x20-\x7e]* <?[^\s@<>]+@[^\s@<>]+\.[A-Za-z]{2,}>?")
_VALIDATOR = re.compile(r"[\x20-\x7e]{1,1000}")
_SECONDS = re.compile(r"[0-9]+")
_BLOCKED = frozenset({403, 429})
_FIRST_WAIT_SECONDS = 1.0
_MOST_REDIRECTS = 5

# The SEC shuts out a client that keeps asking too fast for ten minutes; asking on prolongs it.
_SHUT_OUT_SECONDS = 600.0


_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a server said: a body with status 200, an address with a redirect."""

    status: int
    reason: str
    body: bytes = b""
    location: str | None = None
    etag: str | None = None
    last_modified: str | None = None


class LiveTransport:
    """Fetches over HTTP and archives each body before anyone parses it.

    Raises:
        UserAgentRefused: `settings.user_agent` does not say who asks.
        StorageError: the file of the shared rate limit cannot be written.
    """

    def __init__(self, settings: Settings, archive: Archive) -> None:
        self._settings = settings
        self.archive = archive
        self._client = self._new_client()
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
        if answer.status == httpx2.codes.NOT_MODIFIED and known is not None:
            return Response(self.archive.revalidate(known, now), True, self.archive)
        if answer.status == httpx2.codes.NOT_FOUND:
            raise NotFound(
                f"{request.url}: there is no such document (404): check the company's cik in "
                "registry/companies.yml"
            )
        if answer.status != httpx2.codes.OK:
            raise FetchError(
                f"{request.url}: the server answered {answer.status} "
                f"{answer.reason[:100]!r}: open the address in a browser to see why"
            )
        entry = self.archive.put(
            request.source,
            request.key,
            request.url,
            answer.body,
            etag=answer.etag,
            last_modified=answer.last_modified,
            fetched_at=now,
        )
        return Response(entry, False, self.archive)

    def close(self) -> None:
        """Close the connections and the files of the rate limit."""
        self._client.close()
        for limiter in self._limiters.values():
            limiter.close()

    def _ask(self, request: Request, known: Entry | None) -> _Answer:
        self._refuse_shut_out(request.url, request.url)
        headers = {}
        if known is not None and _is_sendable(known.etag):
            headers["If-None-Match"] = known.etag or ""
        if known is not None and _is_sendable(known.last_modified):
            headers["If-Modified-Since"] = known.last_modified or ""
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
                    return self._followed(request.url, headers)
        except httpx2.HTTPStatusError as error:
            status = error.response.status_code
            if status in _BLOCKED:
                host = _host(str(error.request.url))
                self._shut_out_until[host] = time.monotonic() + _SHUT_OUT_SECONDS
            raise RetriesExhausted(
                f"{request.url}: the server answered {status} to each of "
                f"{self._settings.request_attempts} tries: run again in ten minutes"
            ) from None
        except (httpx2.DecodingError, httpx2.ProtocolError) as error:
            raise RetriesExhausted(
                f"{request.url}: the answer is damaged ({error}): run again later"
            ) from None
        except httpx2.RequestError as error:
            raise RetriesExhausted(
                f"{request.url}: cannot be reached ({error or type(error).__name__}): check the "
                "network, or run without --live to use the recorded data"
            ) from None
        except DamagedAnswer as error:
            raise RetriesExhausted(f"{error}: run again later") from None
        raise AssertionError("the retry loop ends by an answer or an error")

    def _followed(self, asked: str, headers: dict[str, str]) -> _Answer:
        """The answer behind the redirects, each of which counts as a request of its host."""
        url = asked
        for _ in range(_MOST_REDIRECTS + 1):
            self._refuse_shut_out(asked, url)
            self._limiter(_host(url)).try_acquire("request")
            with self._within_time(asked):
                answer = self._one_answer(asked, url, headers)
            if answer.location is None:
                return answer
            url = answer.location
            parts = urlsplit(url)
            if (parts.scheme, parts.netloc.lower()) not in self._settings.hosts:
                raise FetchError(
                    f"{asked}: the server redirects to {parts.scheme}://{parts.netloc[:100]}, "
                    "which is not a host of a source, and was not followed: open the address in a "
                    "browser to see why"
                )
        raise FetchError(
            f"{asked}: the server redirects more than {_MOST_REDIRECTS} times: run again later"
        )

    def _one_answer(self, asked: str, url: str, headers: dict[str, str]) -> _Answer:
        with self._client.stream("GET", url, headers=headers) as response:
            status = response.status_code
            if status in _BLOCKED or response.is_server_error:
                response.raise_for_status()
            if response.has_redirect_location:
                if response.next_request is None:
                    raise FetchError(
                        f"{asked}: the server redirects to an address that cannot be read: run "
                        "again later"
                    )
                return _Answer(status, "", location=str(response.next_request.url))
            body = b""
            if status == httpx2.codes.OK:
                body = bounded_body(
                    response.iter_raw(),
                    response.headers.get("Content-Encoding", ""),
                    self._settings.largest_body_mb * 1_000_000,
                    asked,
                )
            return _Answer(
                status,
                response.reason_phrase,
                body,
                etag=_kept(response.headers.get("ETag")),
                last_modified=_kept(response.headers.get("Last-Modified")),
            )

    @contextmanager
    def _within_time(self, asked: str) -> Iterator[None]:
        """Ends an answer that takes too long, whatever part of it drips.

        A time-out of the client starts anew with every byte. So when the time is over the
        connections are closed under the one who waits, and the next request opens others.
        """
        client, is_over = self._client, threading.Event()

        def end() -> None:
            is_over.set()
            client.close()

        total = self._settings.request_total_seconds
        timer = threading.Timer(total, end)
        timer.daemon = True
        timer.start()
        try:
            yield
        except (httpx2.RequestError, httpx2.StreamError, OSError, ValueError) as error:
            if not is_over.is_set():
                raise
            raise FetchError(
                f"{asked}: the answer was not whole after {total:.0f} s: run again later, or set "
                "LEDGER_REQUEST_TOTAL_SECONDS"
            ) from error
        finally:
            timer.cancel()
            if client.is_closed or is_over.is_set():
                self._client = self._new_client()

    def _new_client(self) -> httpx2.Client:
        # Accept-Encoding: companyfacts are ten times smaller compressed (trap N2). Host is
        # left to the client: a pinned one earns a convincing 404 from the other host (ET5).
        return httpx2.Client(
            headers={
                "User-Agent": _checked(self._settings.user_agent),
                "Accept-Encoding": "gzip",
            },
            timeout=self._settings.request_timeout_seconds,
            follow_redirects=False,
        )

    def _refuse_shut_out(self, asked: str, url: str) -> None:
        host = _host(url)
        if time.monotonic() < self._shut_out_until.get(host, 0.0):
            raise RetriesExhausted(
                f"{asked}: not asked, because {host} refused this client a moment ago: "
                "run again in ten minutes"
            )

    def _wait_before_retry(self, error: Exception) -> bool | float:
        """Whether to try again, and the pause if the server names one (`Retry-After`)."""
        if isinstance(error, httpx2.HTTPStatusError):
            pause = _retry_after(error.response.headers.get("Retry-After"))
            return True if pause is None else min(pause, self._settings.retry_max_wait_seconds)
        return isinstance(error, httpx2.RequestError | DamagedAnswer)

    def _limiter(self, host: str) -> Limiter:
        """The rate limit of a host, one file for all processes on this data directory."""
        if host not in self._limiters:
            directory = self._settings.archive_dir / "rate_limits"
            path = directory / f"{re.sub(r'[^A-Za-z0-9.]', '_', host)}.sqlite"
            try:
                directory.mkdir(parents=True, exist_ok=True)
                bucket = self._bucket(path)
            except (OSError, sqlite3.Error) as error:
                raise StorageError(
                    f"{path}: the shared rate limit cannot be kept ({error}): free space or "
                    "correct the permissions there, then run again"
                ) from error
            self._limiters[host] = Limiter(SingleBucketFactory(bucket, schedule_leak=False))
        return self._limiters[host]

    def _bucket(self, path: Path) -> SQLiteBucket:
        """The bucket of a file, made anew where the file is broken: it held only moments."""
        try:
            return self._opened_bucket(path)
        except sqlite3.OperationalError:  # the disk refuses
            raise
        except sqlite3.DatabaseError:
            path.unlink()
            return self._opened_bucket(path)

    def _opened_bucket(self, path: Path) -> SQLiteBucket:
        bucket = SQLiteBucket.init_from_file(
            [Rate(self._settings.requests_per_second, Duration.SECOND)],
            db_path=str(path),
            use_file_lock=True,
        )
        bucket.leak(time.time_ns() // 1_000_000)
        return bucket


def _checked(user_agent: str | None) -> str:
    if user_agent is None or not _USER_AGENT.fullmatch(user_agent.strip()):
        raise UserAgentRefused(
            "live data needs to say who asks, as the SEC requires: set LEDGER_USER_AGENT to "
            'your name and email address, such as "Ada Lovelace ada@example.org"'
        )
    return user_agent.strip()


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()


def _kept(validator: str | None) -> str | None:
    """A validator as the server gave it, if it can be sent back."""
    return validator if _is_sendable(validator) else None


def _is_sendable(validator: str | None) -> bool:
    return validator is not None and _VALIDATOR.fullmatch(validator) is not None


def _retry_after(value: str | None) -> float | None:
    """Seconds of a `Retry-After` header, which is a number or a date (RFC 9110, 10.2.3).

    None for anything else, however it looks: a superscript two, a year that no calendar has.
    """
    if value is None:
        return None
    text = value.strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    try:
        until = email.utils.parsedate_to_datetime(text)
        if until.tzinfo is None:  # "-0000": a moment in UTC, of a place nobody names
            until = until.replace(tzinfo=dt.UTC)
        return max(0.0, (until - dt.datetime.now(dt.UTC)).total_seconds())
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _tell_of_retry(details: RetryDetails) -> None:
    """Says on the log that a request is tried again: standard output is for results."""
    error = details.caused_by
    problem = str(error) or type(error).__name__
    if isinstance(error, httpx2.HTTPStatusError):
        problem = f"{error.request.url} answered {error.response.status_code}"
    _LOG.warning("trying again in %.0f s: %s", details.wait_for, problem)


set_on_retry_hooks([_tell_of_retry])
