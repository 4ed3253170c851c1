"""Rungs, weights and payloads in the words of people who have not read the plan."""

#: The sharing ladder from the lowest rung to the highest.
RUNGS = {
    "nothing": "nothing shared",
    "read_global": "a global, only read",
    "sharded": "a counter each, merged",
    "array_slots": "Array, a slot each",
    "plain_global": "a global, no lock",
    "value_unlocked": "Value, no lock",
    "value_lock": "Value, its own lock",
    "value_outer_lock": "Value, a Lock around it",
    "manager_value": "Manager().Value",
    "manager_array": "Manager().Array",
    "manager_list": "Manager().list",
    "manager_dict": "Manager().dict",
    "manager_queue": "Manager().Queue",
    "manager_lock": "Manager().Lock",
    "file_unlocked": "file, no Lock",
    "file_locked": "file, with a Lock",
}
#: What a parent holds, beyond what is always there, when it starts its workers.
WEIGHTS = {
    "bare": "nothing more",
    "numpy": "numpy imported",
    "numpy_preload": "numpy preloaded",
    "objects": "256 MB of Python objects",
    "array": "256 MB of numpy data",
}
PAYLOADS = {"bytes": "bytes", "array": "a numpy array", "dicts": "a dict of lists"}
#: What the workers of a memory case did before they were weighed.
DEEDS = {"idle": "not touched", "reads": "read by each"}


def worded(name: str, words: dict[str, str]) -> str:
    """The words for a name; a name that has none is readable as it is."""
    return words.get(name, name.replace("_", " "))
