"""The command ``lightwork``, also ``python -m lightwork``: see `lightwork.commands`."""

from lightwork.commands.front import main

if __name__ == "__main__":
    main()
