"""Asks a thread to stop that nobody can kill."""

import sys

#: Functions in which an executor's worker waits for work.
IDLE = ("_worker",)


def ask_to_stop(ident: int) -> bool:
    """Raise SystemExit in a thread at its next bytecode; whether it could be asked.

    That is no `Exception`, which tasks may handle, and ends a thread without a word.

    An idle worker of an executor is not asked: it ends with the executor, and if it took this
    in place of the sign to end, it would not hand that on to the others.

    ``PyThreadState_SetAsyncExc`` (Python/C API, "Thread State and the GIL"). It ends a loop of
    Python; what waits for a lock or in a call into C does not hear it before that returns.
    """
    import ctypes  # here: the timed process does not load it where all is well

    frame = sys._current_frames().get(ident)
    if frame is None or frame.f_code.co_name in IDLE:
        return False
    asked = ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(ident), ctypes.py_object(SystemExit)
    )
    return bool(asked)
