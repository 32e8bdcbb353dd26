"""What people ask of a graph again and again: a force in brief, two forces side by side, a force through the years, what became different.

Finding is here, from a graph to frozen values; `sheets/` sets these out as tables and writes them for a terminal, a page or Markdown.
"""
