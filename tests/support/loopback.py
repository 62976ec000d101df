"""A web server on this machine that gives scripted answers and remembers what it was asked."""

from __future__ import annotations

import gzip
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.support.loopback_server import QuietHandler, listening

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Answer:
    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Server:
    url: str
    answers: list[Answer] = field(default_factory=list)
    requests: list[dict[str, str]] = field(default_factory=list)

    def says(self, *answers: Answer) -> None:
        """Give these answers in turn, the last one for ever."""
        self.answers = list(answers)


@contextmanager
def serve() -> Iterator[Server]:
    server = Server("")

    class Handler(QuietHandler):
        def do_GET(self) -> None:
            server.requests.append({"path": self.path, **dict(self.headers.items())})
            answer = server.answers[0]
            if len(server.answers) > 1:
                server.answers.pop(0)
            etag = answer.headers.get("ETag")
            status, body = answer.status, answer.body
            if etag and self.headers.get("If-None-Match") == etag:
                status, body = 304, b""
            elif "gzip" in self.headers.get("Accept-Encoding", ""):
                body = gzip.compress(body)
            self.send_response(status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if status != 304:
                self.send_header("Content-Encoding", "gzip")
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with listening(Handler) as server.url:
        yield server
