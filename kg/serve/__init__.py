"""A browser for a graph: pages, linked data and SPARQL over HTTP, for reading only.

`app` has the routes, `answers` what requests ask for and how answers leave, `guard` what may come in and what goes with every answer, `shelf` the pages of the graph as it is now, `linked`
things as RDF, `protocol` and `description` SPARQL 1.1 Protocol, `negotiation` what is accepted, `run` the server and `kg serve --get`,
`still` the same pages as files.
"""
