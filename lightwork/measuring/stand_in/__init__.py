"""The stand-in parent: a process of ours that starts workers in place of the timed one.

What it costs to start a worker depends on what the process that starts it has loaded and holds,
and the timed process must stay light. So a stand-in is made as heavy as a case says, obeys
commands that come over a pipe, and is ended with the run. A room of its own and not a part of
the costs, because what it imports is part of what its workers cost: nothing heavy here.
"""
