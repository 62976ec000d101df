"""The live transport against servers that mean no good: one sentence each, and nothing archived."""

from __future__ import annotations

import gzip
import itertools
import random
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipelines.archive import live
from pipelines.archive.errors import FetchError, RetriesExhausted
from pipelines.archive.live import LiveTransport
from pipelines.archive.store import Archive
from pipelines.archive.transport import Request
from pipelines.settings import Settings
from tests.support.loopback import Answer, Server, serve
from tests.support.raw_server import sending

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

pytestmark = pytest.mark.engine

AGENT = "Ada Lovelace ada@example.org"
OK = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture
def server() -> Iterator[Server]:
    with serve() as running:
        running.says(Answer())
        yield running


def opened(tmp_path: Path, url: str, **changes: object) -> LiveTransport:
    values: dict[str, object] = {
        "data_dir": tmp_path,
        "live": True,
        "user_agent": AGENT,
        "sec_data_url": url,
        "requests_per_second": 10,
        "request_attempts": 2,
        "retry_max_wait_seconds": 0.0,
        "request_timeout_seconds": 3600.0,
        **changes,
    }
    settings = Settings(**values)  # type: ignore[arg-type]
    return LiveTransport(settings, Archive(settings.archive_dir))


def sentence_of(transport: LiveTransport, url: str) -> str:
    with closing(transport), pytest.raises(FetchError) as told:
        transport.fetch(Request("sec", "CIK1", f"{url}/facts.json"))
    message = str(told.value)
    assert message.startswith(f"{url}/facts.json: ")
    assert message.isprintable()
    assert len(message) < 400
    return message


def held(tmp_path: Path) -> object:
    return Archive(tmp_path / "archive").latest("sec", "CIK1")


def test_a_redirect_to_a_host_of_a_source_is_a_request_of_that_host(
    tmp_path: Path, server: Server
) -> None:
    with serve() as other:
        other.says(Answer(body=b'{"a":1}'))
        server.says(Answer(302, headers={"Location": f"{other.url}/moved.json"}))
        with closing(opened(tmp_path, server.url, sec_archives_url=other.url)) as transport:
            response = transport.fetch(Request("sec", "CIK1", f"{server.url}/facts.json"))
            assert response.body == b'{"a":1}'
            assert response.url == f"{server.url}/facts.json"
        assert [each["path"] for each in other.requests] == ["/moved.json"]
        limits = {path.stem for path in (tmp_path / "archive/rate_limits").glob("*.sqlite")}
        assert limits >= {url.removeprefix("http://").replace(":", "_") for url in (
            server.url, other.url
        )}  # fmt: skip


def test_a_redirect_to_a_stranger_is_not_followed(tmp_path: Path, server: Server) -> None:
    with serve() as stranger:
        server.says(Answer(301, headers={"Location": f"{stranger.url}/facts.json"}))
        message = sentence_of(opened(tmp_path, server.url), server.url)
        assert f"redirects to {stranger.url}, which is not a host of a source" in message
        assert stranger.requests == []
        # Asked once: another try would be told the same.
        assert len(server.requests) == 1
    assert held(tmp_path) is None


@pytest.mark.parametrize(
    ("location", "complaint"),
    [
        ("file:///etc/passwd", "redirects to file://"),
        ("ftp://ftp.example.org/x", "redirects to ftp://ftp.example.org"),
        ("//evil.example.org/x", "redirects to http://evil.example.org"),
        ("http://data.sec.gov@evil.example.org/", "@evil.example.org"),
        ("http://[::1", "to an address that cannot be read"),
        ("http://x:99999/", "redirects to http://x:99999"),
        ("/facts.json", "redirects more than 5 times"),
    ],
)
def test_odd_redirects_are_sentences(
    tmp_path: Path, server: Server, location: str, complaint: str
) -> None:
    server.says(Answer(302, headers={"Location": location}))
    assert complaint in sentence_of(opened(tmp_path, server.url), server.url)
    assert len(server.requests) <= 6


def test_a_scheme_is_part_of_a_host() -> None:
    hosts = Settings().hosts
    assert ("https", "data.sec.gov") in hosts
    assert ("http", "data.sec.gov") not in hosts


@pytest.mark.parametrize(
    "url", ["data.sec.gov", "ftp://x.org", "http://", "http://[::1", "http://x:y"]
)
def test_an_address_in_the_settings_is_one(url: str) -> None:
    with pytest.raises(ValueError, match=r"is not an address such as"):
        Settings(sec_data_url=url)


def _head_drips() -> Iterable[bytes]:
    yield OK
    for number in itertools.count():
        time.sleep(0.01)
        yield f"X-{number}: ".encode()


def _body_drips() -> Iterable[bytes]:
    yield OK + b"Content-Length: 100000\r\n\r\n"
    while True:
        time.sleep(0.01)
        yield b"x"


def _hints_without_end() -> Iterable[bytes]:
    while True:
        time.sleep(0.001)
        yield b"HTTP/1.1 103 Early Hints\r\n\r\n"


def _chunks_drip() -> Iterable[bytes]:
    yield OK + b"Transfer-Encoding: chunked\r\n\r\n"
    while True:
        time.sleep(0.01)
        yield b"1\r\nx\r\n"


@pytest.mark.parametrize("answer", [_head_drips, _body_drips, _hints_without_end, _chunks_drip])
def test_a_slow_drip_ends(tmp_path: Path, server: Server, answer: object) -> None:
    with sending(answer) as url:  # type: ignore[arg-type]
        settings = Settings(
            data_dir=tmp_path,
            live=True,
            user_agent=AGENT,
            sec_data_url=url,
            request_attempts=1,
            request_total_seconds=0.5,
        )
        with closing(LiveTransport(settings, Archive(settings.archive_dir))) as transport:
            with pytest.raises(FetchError, match=r"was not whole after 0 s|damaged"):
                transport.fetch(Request("sec", "CIK1", f"{url}/facts.json"))
            # What follows is asked as ever.
            settings.request_total_seconds = 3600.0
            assert transport.fetch(Request("sec", "CIK2", f"{server.url}/x.json")).body == b"{}"
    assert held(tmp_path) is None


def test_bodies_longer_than_the_bound_are_refused(tmp_path: Path, server: Server) -> None:
    server.says(Answer(body=b"\0" * 3_000_000))
    message = sentence_of(opened(tmp_path, server.url, largest_body_mb=1), server.url)
    assert "the body is longer than 1 MB" in message

    def endless() -> Iterable[bytes]:
        yield OK + b"Connection: close\r\n\r\n"
        while True:
            yield b"x" * 100_000

    with sending(endless) as url:
        message = sentence_of(opened(tmp_path, url, largest_body_mb=1), url)
        assert "the body is longer than 1 MB" in message
    assert held(tmp_path) is None


HOSTILE = {
    "nothing": b"",
    "no status line": b"hello\r\n\r\n",
    "html without head": b"<html>blocked</html>",
    "status of text": b"HTTP/1.1 OK 200\r\n\r\n",
    "status of five digits": b"HTTP/1.1 20000 OK\r\n\r\n",
    "status beyond all": b"HTTP/1.1 999 Denied\r\nContent-Length: 0\r\n\r\n",
    "status below all": b"HTTP/1.1 099 Denied\r\nContent-Length: 0\r\n\r\n",
    "cut in the head": OK + b"Content-Le",
    "shorter than said": OK + b"Content-Length: 100\r\n\r\n{}",
    "negative length": OK + b"Content-Length: -1\r\n\r\n{}",
    "length of text": OK + b"Content-Length: two\r\n\r\n{}",
    "superscript length": OK + "Content-Length: ²\r\n\r\n{}".encode(),
    "two lengths": OK + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "endless length": OK + b"Content-Length: " + b"9" * 400 + b"\r\n\r\n{}",
    "cut chunk": OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{}",
    "chunk of text": OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    "negative chunk": OK + b"Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
    "huge chunk": OK + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\n{}",
    "no last chunk": OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
    "unknown transfer": OK + b"Transfer-Encoding: magic\r\n\r\n{}",
    "plain called gzip": OK + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
    "cut gzip": OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"{}" * 99)[:-6],
    "gzip of wrong sum": OK
    + b"Content-Encoding: gzip\r\n\r\n"
    + gzip.compress(b"{}")[:-8]
    + b"x" * 8,
    "brotli": OK + b"Content-Encoding: br\r\nContent-Length: 2\r\n\r\n{}",
    "deflate": OK + b"Content-Encoding: deflate\r\nContent-Length: 2\r\n\r\n{}",
    "unknown packing": OK + "Content-Encoding: ²\r\nContent-Length: 2\r\n\r\n{}".encode(),
    "gzip of gzip": OK + b"Content-Encoding: gzip, gzip\r\nContent-Length: 2\r\n\r\n{}",
    "head without end": OK + b"".join(b"X-%d: y\r\n" % n for n in range(50_000)),
    "line without end": OK + b"X: " + b"y" * 500_000,
    "zero bytes in the head": OK + b"X: \0\r\nContent-Length: 2\r\n\r\n{}",
    "colonless head": OK + b"nonsense\r\n\r\n{}",
    "escapes in the reason": b"HTTP/1.1 418 \x1b[31mred\r\nContent-Length: 0\r\n\r\n",
    "latin reason": "HTTP/1.1 418 Théière\r\nContent-Length: 0\r\n\r\n".encode("latin-1"),
    "a part": b"HTTP/1.1 206 Partial\r\nContent-Length: 2\r\n\r\n{}",
    "no content": b"HTTP/1.1 204 Nothing\r\n\r\n",
    "unmodified, unasked": b"HTTP/1.1 304 Not Modified\r\n\r\n",
    "choices": b"HTTP/1.1 300 Choices\r\nContent-Length: 0\r\n\r\n",
    "redirect without place": b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n",
    "redirect into bytes": b"HTTP/1.1 302 Found\r\nLocation: \xff\xfe\r\nContent-Length: 0\r\n\r\n",
    "switching": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n",
    "unauthorised": b"HTTP/1.1 401 No\r\nWWW-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n",
    "gone": b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n",
    "for legal reasons": b"HTTP/1.1 451 No\r\nContent-Length: 0\r\n\r\n",
    "busy, soon": b"HTTP/1.1 503 Busy\r\nRetry-After: \xc2\xb2\r\nContent-Length: 0\r\n\r\n",
    "busy, before": b"HTTP/1.1 503 Busy\r\nRetry-After: -5\r\nContent-Length: 0\r\n\r\n",
    "busy, for ever": b"HTTP/1.1 429 Busy\r\nRetry-After: " + b"9" * 400 + b"\r\n\r\n",
    "busy, no zone": b"HTTP/1.1 503 Busy\r\nRetry-After: Wed, 21 Oct 2015 07:28:00\r\n\r\n",
    "tls, unasked": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "http/2, unasked": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
}


@pytest.mark.parametrize("answer", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_answer_is_one_sentence(tmp_path: Path, answer: bytes) -> None:
    with sending(lambda: [answer]) as url:
        message = sentence_of(opened(tmp_path, url, request_total_seconds=3600), url)
    assert "Traceback" not in message
    assert held(tmp_path) is None


def test_random_damage_of_an_answer_is_a_sentence_or_a_body(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(12)
    whole = (
        OK + b'ETag: "v1"\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n'
        b"16\r\n" + gzip.compress(b"{}", mtime=0) + b"\r\n0\r\n\r\n"
    )

    def damaged() -> list[bytes]:
        body = bytearray(whole)
        for _ in range(rng.randrange(1, 4)):
            body[rng.randrange(len(body))] = rng.randrange(256)
        return [bytes(body[: rng.randrange(9, len(body) + 40)])]

    told = 0
    monkeypatch.setattr(LiveTransport, "_limiter", lambda *_: _Free())
    with sending(damaged) as url:
        transport = opened(tmp_path, url, request_attempts=1, request_total_seconds=3600)
        with closing(transport):
            for number in range(150):
                try:
                    transport.fetch(Request("sec", f"CIK{number}", f"{url}/{number}"))
                except FetchError as error:
                    told += 1
                    assert str(error).isprintable()
    assert told > 75


class _Free:
    """A rate limit that never waits."""

    def try_acquire(self, name: str) -> bool:
        return bool(name)

    def close(self) -> None:
        return None


@pytest.mark.parametrize("etag", ["é", "\x7f", "x" * 5_000])
def test_a_validator_that_cannot_be_sent_back_is_not_kept(
    tmp_path: Path, server: Server, etag: str
) -> None:
    server.says(Answer(body=b"1", headers={"ETag": etag}))
    with closing(opened(tmp_path, server.url)) as transport:
        for _ in range(2):
            response = transport.fetch(Request("sec", "CIK1", f"{server.url}/facts.json"))
            assert response.etag is None


@pytest.mark.parametrize(
    "value",
    [
        "²", "٣", "-1", "1.5", "1e3", "", " ", "soon", "0x10", "inf", "nan", "9" * 400,
        "Wed, 21 Oct 2015 07:28:00", "Wed, 21 Oct 2015 07:28:00 -0000",
        "Wed, 21 Oct 99999 07:28:00 GMT", "Wed, 21 Oct 2015 07:28:00 +9999999999",
        "Wed, 99 Oct 2015 99:99:99 GMT", "21", "Oct", ", , ,", "Wed, 21 Oct 9999 23:59:59 -2359",
    ],
)  # fmt: skip
def test_any_retry_after_is_a_sane_wait(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setattr(live, "_FIRST_WAIT_SECONDS", 0.0)
    server.says(Answer(503, headers={"Retry-After": value}), Answer(body=b"1"))
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    with closing(opened(tmp_path, server.url, retry_max_wait_seconds=60.0)) as transport:
        assert transport.fetch(Request("sec", "CIK1", f"{server.url}/facts.json")).body == b"1"
    assert all(0 <= wait <= 60 for wait in waits)


def test_tries_are_told_on_the_log_and_not_among_the_results(
    tmp_path: Path,
    server: Server,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    server.says(Answer(503), Answer(body=b"1"))
    with closing(opened(tmp_path, server.url)) as transport:
        transport.fetch(Request("sec", "CIK1", f"{server.url}/facts.json"))
    assert capsys.readouterr().out == ""
    assert [record.getMessage() for record in caplog.records if record.name == live.__name__] == [
        f"trying again in 0 s: {server.url}/facts.json answered 503"
    ]


def test_a_refused_try_names_what_is_to_be_done(tmp_path: Path, server: Server) -> None:
    server.says(Answer(429))
    with closing(opened(tmp_path, server.url)) as transport, pytest.raises(RetriesExhausted):
        transport.fetch(Request("sec", "CIK1", f"{server.url}/facts.json"))
