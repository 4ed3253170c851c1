"""Which way to run Python work side by side: measured on this host, with certainty, as advice.

``lightwork.compare(work, items)`` measures a function, and ``lightwork.load(path)`` reads what was
measured: see `lightwork.commands.library`. Importing this loads nothing else of ours, as every
spawned worker does so; they are loaded when they are first asked for.
"""

__version__ = "0.2.0"
_LIBRARY = (
    *("compare", "load", "load_ipython_extension"),
    *("MachineDiffers", "Refused", "Result"),
)


def __getattr__(name: str) -> object:
    if name not in _LIBRARY:
        raise AttributeError(f"module 'lightwork' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module("lightwork.commands.library"), name)


def __dir__() -> list[str]:
    return [*globals(), *_LIBRARY]
