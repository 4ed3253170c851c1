"""A server that sends back what it gets, after a while: a process of its own, for the study."""

import socketserver
import sys
import threading
import time

#: Seconds that an answer takes.
DELAY = 0.005


class _Echo(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        """Read, wait, send back."""
        text = self.request.recv(4096)
        time.sleep(DELAY)
        self.request.sendall(text)


class _Server(socketserver.ThreadingTCPServer):
    request_queue_size = 128
    daemon_threads = True


def main() -> None:
    """Serve until the standard input ends; the port is the first line of output."""

    with _Server(("127.0.0.1", 0), _Echo) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(server.server_address[1], flush=True)
        sys.stdin.read()
        server.shutdown()


if __name__ == "__main__":
    main()
