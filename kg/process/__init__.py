"""Work that nobody vouches for is done in a process of its own, which may be ended: reading files (`kg.read.worker`), answering queries (`kg.gate`).

`child` starts such a process and ends it for certain, `frames` is how the two talk, `pipes` and `limits` what it does to itself first.
"""
