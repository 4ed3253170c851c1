"""Asks a thread to stop that nobody can kill."""

import threading


class Stopped(BaseException):
    """Raised in a thread that has outlived its case. No `Exception`: tasks may handle those."""


def ask_to_stop(thread: threading.Thread) -> bool:
    """Raise `Stopped` in a thread at its next bytecode; whether it could be asked.

    ``PyThreadState_SetAsyncExc`` (Python/C API, "Thread State and the GIL"). It ends a loop of
    Python; what waits for a lock or in a call into C does not hear it before that returns.
    """
    import ctypes  # here: the timed process does not load it where all is well

    if thread.ident is None:
        return False
    asked = ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread.ident), ctypes.py_object(Stopped)
    )
    return bool(asked)
