"""What a child process prints: the beginning is kept, all of it is counted, nothing piles up."""

import os
import subprocess

from benchmarks.own.faults import short

#: Bytes that are kept.
KEPT_BYTES = 400
_PIECE = 65_536


class CapturedOutput:
    """Both streams of a child, read without waiting."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.bytes = 0
        self._kept = b""
        self._streams = [stream for stream in (process.stdout, process.stderr) if stream]
        for stream in self._streams:
            os.set_blocking(stream.fileno(), False)

    def read(self) -> None:
        """Take what is there now."""
        for stream in self._streams:
            while piece := self._piece(stream.fileno()):
                self.bytes += len(piece)
                self._kept += piece[: max(0, KEPT_BYTES - len(self._kept))]

    def close(self) -> None:
        """Take the rest and close the streams."""
        self.read()
        for stream in self._streams:
            stream.close()

    @property
    def text(self) -> str:
        """The beginning, on one line."""
        return short(self._kept.decode("utf-8", "replace").strip())

    @staticmethod
    def _piece(file: int) -> bytes:
        try:
            return os.read(file, _PIECE)
        except BlockingIOError:
            return b""
