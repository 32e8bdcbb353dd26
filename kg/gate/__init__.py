"""The gate: queries of strangers are answered by a process that may be ended, within limits of time, memory, rows and bytes.

    with Gate("graph") as gate:
        answer = gate.ask("partners-of-a-force", {"force": "kent"})

`kg query`, `kg serve`, `kg mcp` and `Graph.query`, where the graph is one of a folder, ask through it. What is promised, and by which test it is
held (`kg/THREATS.md` has the whole of it):

- A query reads the graph and nothing else. SERVICE, updates and files behind FROM are refused by the query's tokens before anything
  runs, however they are written (`test_sparql_tokens`); FROM and the protocol's datasets choose among the graphs of the store
  (`test_gate.test_only_graphs_of_the_store`); the process has neither network nor other processes, and opens no file by Python any more
  (`test_gate.test_it_reaches_nothing`).
- Each question ends: in an answer, or in one line that names the limit, after little more than `Limits.seconds`
  (`test_gate.test_each_attack_ends`). A process over its limit is killed and waited for, and another one takes its place
  (`test_gate.test_it_is_killed_for_certain`). No process outlives who asked (`test_gate.test_it_ends_with_the_program`).
- What it answers comes as the W3C's results of SPARQL and N-Triples, is bounded, and is checked before it is believed
  (`test_gate.test_answers_that_cannot_be`).
- It answers from the graph as it is when the question comes (`test_gate.test_a_graph_that_is_rebuilt`).

- A fault of the engine ends the process that answers and no other: Oxigraph 0.5 panics where it sorts values of many types, as in
  `SELECT * { ?s ?p ?o } ORDER BY ?o` (`test_gate.test_a_fault_of_the_engine`).

What is not promised: that the engine has no fault by which a query could run code of its own. Where the system refuses a network of its
own (in a container without user namespaces, on Windows and macOS), only the look at the tokens keeps a query from it. Memory is limited
on Linux alone, where it counts what is written and not what is mapped of the store's files.
"""

from kg.errors import EngineFailed, OverLimit, Refused
from kg.gate.gate import Gate
from kg.gate.limits import Limits

__all__ = ["EngineFailed", "Gate", "Limits", "OverLimit", "Refused"]
