"""Work that nobody vouches for is done in a process of its own, which may be ended.

Files are read there (`kg.read.worker`), and what servers answer (`kg.trial`); queries are answered there (`kg.gate`).

`child` starts such a process and ends it for certain, `frames` is how the two talk, `pipes` and `limits` what it does to itself first.
"""
