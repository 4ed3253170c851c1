"""What pytest and the suite hold is not walked over while cases are timed."""

import gc

from lightwork.measuring.session.conditions import set_own_objects_aside


def test_garbage_collections_pass_by_what_was_there_before() -> None:
    """What is made afterwards is still collected."""
    before: list[object] = [{"made": "before"}]
    set_own_objects_aside()
    try:
        assert not any(one is before for one in gc.get_objects())
        after: list[object] = [{"made": "after"}]
        assert any(one is after for one in gc.get_objects())
    finally:
        gc.unfreeze()
