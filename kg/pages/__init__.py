"""Pages of a graph: what stands on each, as values, and their HTML; the same for a server and for a folder of files.

`source` is the graph as pages ask it, `places` where pages lie; `of_…` finds what stands on a page of each kind, `book` which kind that
is, and `render` writes it by the templates beside it. `kg.serve` serves these pages and `kg.serve.still` writes them into a folder.
"""
