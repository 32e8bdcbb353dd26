"""The picture of grades as a table, where there is nothing to draw with."""

from kg.briefing.sheets.sheet import Cell, Column, Picture, Table

BREAK = "‖"
"""Stands between years whose grades are not comparable."""


def grid(picture: Picture) -> Table:
    """A row for each line of questions, a column for each year, and one for each break between scales."""
    breaks = set(picture.breaks)
    heads: list[str] = []
    for column, year in enumerate(picture.years):
        heads += [BREAK] if column in breaks else []
        heads.append(str(year))
    share = 100 // (len(heads) + 1)
    rows = []
    for name, marks in picture.lanes:
        grades: dict[int, list[str]] = {}
        for mark in marks:
            grades.setdefault(mark.column, []).append(mark.grade + (" (recalled)" if mark.recalled else ""))
        cells: list[Cell] = [(name,)]
        for column in range(len(picture.years)):
            cells += [(BREAK,)] if column in breaks else []
            cells.append(tuple(grades.get(column, [""])))
        rows.append(tuple(cells))
    caption = "By year" + (f"; grades on two sides of {BREAK} are not comparable" if breaks else "")
    return Table(caption, (Column("Question", share), *(Column(head, share) for head in heads)), tuple(rows))
