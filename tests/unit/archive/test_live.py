"""The live transport against a server on this machine."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipelines.archive.errors import (
    FetchError,
    NotFound,
    RetriesExhausted,
    UserAgentRefused,
)
from pipelines.archive.live import LiveTransport
from pipelines.archive.opening import open_transport
from pipelines.archive.store import Archive
from pipelines.archive.transport import Request
from pipelines.settings import PROJECT_DIR, Settings
from pipelines.storage.files import StorageError
from tests.support.loopback import Answer, Server, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.engine

REPOSITORY = PROJECT_DIR
AGENT = "Ada Lovelace ada@example.org"


@pytest.fixture
def server() -> Iterator[Server]:
    with serve() as running:
        running.says(Answer())
        yield running


def configured(tmp_path: Path, server: Server, **changes: object) -> Settings:
    values: dict[str, object] = {
        "data_dir": tmp_path,
        "live": True,
        "user_agent": AGENT,
        "sec_data_url": server.url,
        "requests_per_second": 10,
        "request_attempts": 3,
        "retry_max_wait_seconds": 0.0,
        "request_timeout_seconds": 3600.0,
    }
    return Settings(**{**values, **changes})  # type: ignore[arg-type]


@pytest.fixture
def transport(tmp_path: Path, server: Server) -> Iterator[LiveTransport]:
    settings = configured(tmp_path, server)
    opened = LiveTransport(settings, Archive(settings.archive_dir))
    yield opened
    opened.close()


def asked(server: Server, path: str = "/facts.json", **changes: bool) -> Request:
    return Request("sec", "CIK1", f"{server.url}{path}", **changes)


def test_a_body_is_archived_and_comes_with_its_origin(
    tmp_path: Path, server: Server, transport: LiveTransport
) -> None:
    server.says(Answer(body=b'{"a":1}', headers={"ETag": '"v1"', "Last-Modified": "yesterday"}))
    response = transport.fetch(asked(server))
    assert (response.body, response.not_modified) == (b'{"a":1}', False)
    assert (response.etag, response.last_modified) == ('"v1"', "yesterday")
    assert response.url == f"{server.url}/facts.json"
    latest = Archive(tmp_path / "archive").latest("sec", "CIK1")
    assert latest is not None
    assert (latest.sha256, latest.fetched_at) == (response.sha256, response.fetched_at)


def test_the_request_says_who_asks(server: Server, transport: LiveTransport) -> None:
    transport.fetch(asked(server))
    assert server.requests[0]["User-Agent"] == AGENT


def test_trap_n2_bodies_travel_compressed(server: Server, transport: LiveTransport) -> None:
    server.says(Answer(body=b"[" + b"0," * 10_000 + b"0]"))
    assert len(transport.fetch(asked(server)).body) == 20_003
    assert server.requests[0]["Accept-Encoding"] == "gzip"


def test_trap_et5_the_host_asked_is_the_host_named(
    server: Server, transport: LiveTransport
) -> None:
    transport.fetch(asked(server))
    assert server.requests[0]["Host"] == server.url.removeprefix("http://")


@pytest.mark.parametrize(
    "agent", [None, "", "  ", "python-httpx/1.0", "ada@example.org", "Ada Lovelace", "Ada ada@x"]
)
def test_nothing_is_sent_without_a_name_and_an_address(
    tmp_path: Path, server: Server, agent: str | None
) -> None:
    settings = configured(tmp_path, server, user_agent=agent)
    with pytest.raises(UserAgentRefused, match="set LEDGER_USER_AGENT to"):
        open_transport(settings, Archive(settings.archive_dir), None)
    assert server.requests == []


@pytest.mark.parametrize("agent", [AGENT, "Ledger Ltd <data@ledger.example.org>", " Ada a@b.org "])
def test_a_name_and_an_address_are_accepted(tmp_path: Path, server: Server, agent: str) -> None:
    settings = configured(tmp_path, server, user_agent=agent)
    transport = open_transport(settings, Archive(settings.archive_dir), None)
    transport.fetch(asked(server))
    transport.close()
    assert server.requests[0]["User-Agent"] == agent.strip()


def test_a_known_document_is_revalidated(server: Server, transport: LiveTransport) -> None:
    server.says(Answer(body=b"1", headers={"ETag": '"v1"', "Last-Modified": "yesterday"}))
    first = transport.fetch(asked(server))
    second = transport.fetch(asked(server))
    assert "If-None-Match" not in server.requests[0]
    assert server.requests[1]["If-None-Match"] == '"v1"'
    assert server.requests[1]["If-Modified-Since"] == "yesterday"
    assert (second.not_modified, second.body, second.fetched_at) == (True, b"1", first.fetched_at)
    assert second.entry.validated_at >= first.entry.validated_at
    assert len(second.archive.history("sec", "CIK1")) == 1


def test_a_changed_document_replaces_the_known_one(
    server: Server, transport: LiveTransport
) -> None:
    server.says(
        Answer(body=b"1", headers={"ETag": '"v1"'}), Answer(body=b"2", headers={"ETag": '"v2"'})
    )
    transport.fetch(asked(server))
    second = transport.fetch(asked(server))
    assert (second.not_modified, second.body) == (False, b"2")


@pytest.mark.parametrize("reason", ["is_fresh", "object is gone"])
def test_the_whole_body_is_asked_for_where_the_held_one_will_not_do(
    tmp_path: Path, server: Server, transport: LiveTransport, reason: str
) -> None:
    server.says(Answer(body=b"1", headers={"ETag": '"v1"'}))
    transport.fetch(asked(server))
    if reason == "object is gone":
        next((tmp_path / "archive").rglob("*.zst")).unlink()
    again = transport.fetch(asked(server, is_fresh=reason == "is_fresh"))
    assert "If-None-Match" not in server.requests[1]
    assert (again.not_modified, again.body) == (False, b"1")


def test_retry_after_is_honoured_up_to_the_longest_wait(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = configured(tmp_path, server, retry_max_wait_seconds=60.0, request_attempts=4)
    transport = LiveTransport(settings, Archive(settings.archive_dir))
    server.says(
        Answer(429, headers={"Retry-After": "7"}),
        Answer(403, headers={"Retry-After": "3600"}),
        Answer(503, headers={"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}),
        Answer(body=b"1"),
    )
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    assert transport.fetch(asked(server)).body == b"1"
    assert len(server.requests) == 4
    assert waits == [7.0, 60.0, 0.0]


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_retries_end_with_a_sentence(server: Server, transport: LiveTransport, status: int) -> None:
    server.says(Answer(status))
    with pytest.raises(RetriesExhausted, match=f"answered {status} to each of 3 tries") as told:
        transport.fetch(asked(server))
    assert f"{server.url}/facts.json" in str(told.value)
    assert len(server.requests) == 3


def test_trap_n1_a_host_that_shuts_us_out_is_left_alone(
    server: Server, transport: LiveTransport
) -> None:
    server.says(Answer(429))
    with pytest.raises(RetriesExhausted):
        transport.fetch(asked(server))
    with pytest.raises(RetriesExhausted, match=r"not asked.*run again in ten minutes"):
        transport.fetch(asked(server, "/other.json"))
    assert len(server.requests) == 3


def test_a_missing_document_is_not_asked_for_twice(
    server: Server, transport: LiveTransport
) -> None:
    server.says(Answer(404, b"<html>"))
    with pytest.raises(NotFound, match=r"no such document.*check the company's cik"):
        transport.fetch(asked(server))
    assert len(server.requests) == 1


def test_another_answer_is_no_document(server: Server, transport: LiveTransport) -> None:
    server.says(Answer(418))
    with pytest.raises(FetchError, match="answered 418"):
        transport.fetch(asked(server))


def test_a_network_that_is_down_is_a_sentence(tmp_path: Path, server: Server) -> None:
    settings = configured(tmp_path, server, request_attempts=2)
    transport = LiveTransport(settings, Archive(settings.archive_dir))
    with pytest.raises(RetriesExhausted, match=r"cannot be reached.*recorded data"):
        transport.fetch(Request("sec", "CIK1", "http://127.0.0.1:1/facts.json"))
    transport.close()


def test_a_failed_request_archives_nothing(
    tmp_path: Path, server: Server, transport: LiveTransport
) -> None:
    server.says(Answer(500, b"<html>error</html>"))
    with pytest.raises(RetriesExhausted):
        transport.fetch(asked(server))
    assert Archive(tmp_path / "archive").latest("sec", "CIK1") is None


def test_a_rate_limit_that_cannot_be_kept_is_a_sentence(
    tmp_path: Path, server: Server, transport: LiveTransport
) -> None:
    (tmp_path / "archive" / "rate_limits").write_text("a file in the way")
    with pytest.raises(StorageError, match=r"shared rate limit|cannot be"):
        transport.fetch(asked(server))
    assert server.requests == []


@pytest.mark.parametrize("content", [b"garbage" * 999, b"", b"SQLite format 3\0" + b"x" * 5000])
def test_a_broken_rate_limit_is_made_anew(
    tmp_path: Path, server: Server, transport: LiveTransport, content: bytes
) -> None:
    folder = tmp_path / "archive" / "rate_limits"
    folder.mkdir()
    path = folder / f"{server.url.removeprefix('http://').replace(':', '_')}.sqlite"
    path.write_bytes(content)
    assert transport.fetch(asked(server)).body == b"{}"
    assert path.read_bytes().startswith(b"SQLite format 3")


_CLIENT = """
import sys
import time
from pathlib import Path
from pipelines.archive.live import LiveTransport
from pipelines.archive.store import Archive
from pipelines.archive.transport import Request
from pipelines.settings import Settings
url, data_dir, name = sys.argv[1:]
settings = Settings(data_dir=Path(data_dir), user_agent="Ada Lovelace ada@example.org",
                    requests_per_second=4)
transport = LiveTransport(settings, Archive(settings.archive_dir))
transport.fetch(Request("sec", name, url + "/first"))
print("ready", flush=True)
sys.stdin.readline()
for number in range(6):
    transport.fetch(Request("sec", f"{name}{number}", f"{url}/{name}/{number}"))
"""


def test_trap_n1_rate_limit_is_shared_between_processes(tmp_path: Path, server: Server) -> None:
    clients = [
        subprocess.Popen(
            [sys.executable, "-c", _CLIENT, server.url, str(tmp_path), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=REPOSITORY,
        )
        for name in ("a", "b")
    ]
    for client in clients:
        assert client.stdout is not None
        assert client.stdout.readline() == "ready\n"
    for client in clients:
        assert client.stdin is not None
        client.stdin.write("go\n")
        client.stdin.flush()
    assert [client.wait() for client in clients if client.communicate()] == [0, 0]
    assert len(server.requests) == 14
    (path,) = (tmp_path / "archive" / "rate_limits").glob("*.sqlite")
    with sqlite3.connect(path) as bucket:
        rows = bucket.execute("SELECT item_timestamp FROM rate_bucket ORDER BY 1").fetchall()
    granted = [milliseconds for (milliseconds,) in rows]
    assert len(granted) >= 12
    # No five requests of both processes together were granted within one second.
    assert all(fifth - first >= 1000 for first, fifth in zip(granted, granted[4:], strict=False))
