"""A browser for a graph: pages, linked data and SPARQL over HTTP, for reading only.

`app` has the routes, `guard` what may come in and what goes with every answer, `linked` things as RDF, `forms` the questions,
`protocol` SPARQL 1.1 Protocol, `run` the server and `kg serve --get`, `still` the same pages as files.
"""
