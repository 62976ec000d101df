"""A server on this machine that sends bytes as they stand, well formed or not, and may not end."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


@contextmanager
def sending(answer: Callable[[], Iterable[bytes]]) -> Iterator[str]:
    """The address of a server that answers every connection by these pieces, then closes it."""
    listener = socket.create_server(("127.0.0.1", 0))
    is_over = threading.Event()

    def serve() -> None:
        while not is_over.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=talk, args=(connection,), daemon=True).start()

    def talk(connection: socket.socket) -> None:
        # The client goes when it has had enough: that is what is tested.
        with connection, suppress(OSError):
            while b"\r\n\r\n" not in connection.recv(65_536):
                pass
            for piece in answer():
                if is_over.is_set():
                    return
                connection.sendall(piece)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        is_over.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
