"""The graph for assistants, by the Model Context Protocol: a few read-only tools, each row with its sentence (`kg mcp`).

`tools` asks the gate, `names` finds what a user means by a name, `bounded` keeps results short, `server` speaks the protocol. What a
report says is data, in fields of its own: no tool acts on it, and the server's instructions say so to the assistant.
"""
