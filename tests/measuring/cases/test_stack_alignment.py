"""Room on the interpreter's stack for what is timed."""

import sys

from lightwork.measuring.cases.stack_alignment import with_stack_room


def test_it_gives_back_what_was_called() -> None:
    """Result and exception of the call are the caller's."""
    assert with_stack_room(lambda: 42) == 42
    try:
        with_stack_room(lambda: 1 // 0)
    except ZeroDivisionError:
        return
    raise AssertionError("the exception was lost")


def test_the_frame_is_larger_than_a_chunk() -> None:
    """So that it must get a new chunk of its own, at whatever depth it is called."""
    words: list[int] = []

    def look() -> None:
        frame = sys._getframe(1)
        words.append(frame.f_code.co_nlocals)

    with_stack_room(look)
    assert words[0] * 8 > 16 * 1024
