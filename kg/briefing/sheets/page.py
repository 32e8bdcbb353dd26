"""A sheet as a page that needs nothing: no request, no script; for screens light and dark, and for A4."""

from collections.abc import Iterator

from kg.briefing.sheets.picture import drawing
from kg.briefing.sheets.sheet import Cell, Said, Section, Sheet, Table
from kg.draw.markup import Element, as_html, asset, element
from kg.draw.page import head
from kg.network import ATTRIBUTION


def page(sheet: Sheet) -> str:
    """The page; `cite` of each quote is the IRI of its statement."""
    root = element(
        "html",
        {"lang": "en-GB"},
        element("head", {}, *head(sheet.title, asset("sheet.css") + asset("chips.css") + _widths(sheet), "")),
        element(
            "body",
            {},
            element("header", {}, element("h1", {}, sheet.title), element("p", {}, sheet.lead)),
            element("main", {}, *map(_section, sheet.sections)),
            element("footer", {}, element("p", {}, ATTRIBUTION)),
        ),
    )
    return as_html(root)


def _widths(sheet: Sheet) -> str:
    """The rules for the widths of columns; attributes of style are not allowed on the page."""
    tables = (table for section in sheet.sections for table in section.tables)
    shares = sorted({column.share for table in tables for column in table.columns})
    return "".join(f".w{share} {{ width: {share}%; }}\n" for share in shares)


def _section(section: Section) -> Element:
    parts = [element("h2", {}, section.heading)]
    if section.picture:
        parts.append(drawing(section.picture))
    parts += [part for table in section.tables for part in _table(table)]
    if section.note and any(table.rows for table in section.tables):
        parts.append(element("p", {"class": "note"}, section.note))
    return element("section", {}, *parts)


def _table(table: Table) -> Iterator[Element]:
    if not table.rows:
        yield element("p", {"class": "none"}, f"None shown; {table.more}." if table.more else "None.")
        return
    heads = (
        element("th", {"scope": "col", "class": f"w{column.share}"}, column.name) for column in table.columns
    )
    yield element(
        "div",
        {"class": "scroll", "tabindex": "0", "role": "region", "aria-label": table.caption},
        element(
            "table",
            {},
            element("caption", {}, table.caption),
            element("thead", {}, element("tr", {}, *heads)),
            element("tbody", {}, *map(_row, table.rows)),
        ),
    )
    if table.more:
        yield element("p", {"class": "more"}, f"… {table.more}")


def _row(row: tuple[Cell, ...]) -> Element:
    first, *others = row
    return element(
        "tr",
        {},
        element("th", {"scope": "row"}, *_cell(first)),
        *(element("td", {}, *_cell(cell)) for cell in others),
    )


def _cell(cell: Cell) -> Iterator[Element]:
    for words in cell:
        if isinstance(words, Said):
            yield element(
                "p",
                {},
                f"{words.lead} " if words.lead else "",
                element("q", {"cite": words.statement}, words.quote),
                " ",
                element("cite", {}, words.where),
            )
        else:
            yield element("p", {}, words)
