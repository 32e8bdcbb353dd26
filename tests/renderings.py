"""A report as text, web page and Word file: written from one neutral list of blocks, so that each form may be read and compared."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from itertools import groupby
from textwrap import fill
from typing import Final

import docx

_ITEM = re.compile(r"(?P<indent> *)[•–-] (?P<words>.+)")
_STOPS = re.compile(r"[.:;!?…,][\"'’”)]*$|; (?:and|or)$")
_HEADING: Final = 120
_BEFORE: Final = (
    '<a class="skip-link" href="#content">Skip to content</a><div class="cookie-banner"><h2>Cookies</h2>'
    "<p>The force is poor at cookies, and must improve them.</p><button>Accept</button></div>"
    '<header><nav aria-label="Main"><ul><li><a href="/">Home</a></li><li><a href="/forces">Police forces</a></li></ul></nav>'
    '<form action="/search"><label>Search <input name="q"></label><button>Go</button></form></header>'
)
_AFTER: Final = (
    "<aside><h2>Related</h2><p>Another force is inadequate at everything.</p></aside><footer><p>© Crown copyright</p></footer>"
    "<script>document.title = 'The force is good.'</script>"
)
"""What stands around a report in its page."""


@dataclass(frozen=True, slots=True)
class Part:
    """A block of a report: a heading, paragraph, item or row, whatever form it is written in."""

    kind: str
    words: str
    depth: int = 0


def parts(text: str) -> list[Part]:
    """The blocks of a text that has one on each line, but for lines that go on in lower case."""
    found: list[Part] = []
    for line in filter(str.strip, text.splitlines()):
        item = _ITEM.fullmatch(line)
        if item:
            found.append(Part("item", item["words"].strip(), len(item["indent"]) // 4))
        elif line[0] == " " and found and found[-1].kind == "item":
            found[-1] = Part("item", f"{found[-1].words} {line.strip()}", found[-1].depth)
        elif " | " in line:
            found.append(Part("row", line.strip()))
        else:
            heads = len(line) <= _HEADING and not _STOPS.search(line.strip())
            found.append(Part("heading" if heads else "paragraph", line.strip()))
    return found


def as_text(report: Sequence[Part]) -> str:
    """The report as plain text."""
    signs = {"item": "• "}
    return "\n\n".join("    " * part.depth + signs.get(part.kind, "") + part.words for part in report)


def as_html(
    report: Sequence[Part], *, main: bool = True, title: str = "A report", bare: bool = False
) -> bytes:
    """The report as a web page, with what is around it in such pages; `bare` without, as it is printed."""
    around = ("<main>", "</main>") if main else ('<div class="content">', "</div>")
    body = "\n".join(_elements(report))
    page = (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title></head>\n'
        f"<body>{'' if bare else _BEFORE}\n{around[0]}{body}{around[1]}\n{'' if bare else _AFTER}</body></html>"
    )
    return page.encode()


def _elements(report: Sequence[Part]) -> Iterator[str]:
    for kind, run in groupby(report, key=lambda part: part.kind):
        if kind == "item":
            yield _list(list(run), 0)
        elif kind == "row":
            rows = ("</td><td>".join(map(escape, part.words.split(" | "))) for part in run)
            yield "<table>" + "".join(f"<tr><td>{row}</td></tr>\n" for row in rows) + "</table>"
        else:
            tag = {"heading": "h2", "paragraph": "p"}[kind]
            yield from (f"<{tag}>{_inline(part.words)}</{tag}>" for part in run)


def _inline(words: str) -> str:
    """Words as pages have them: on several lines of the source, and some of them in elements of their own."""
    first, blank, rest = escape(words).partition(" ")
    return fill(f"<b>{first}</b>{blank}{rest}", 60, break_long_words=False, break_on_hyphens=False)


def _list(items: list[Part], depth: int) -> str:
    """Items as a list; those deeper than the first as lists in them."""
    written = ""
    while items:
        item = items.pop(0)
        deeper: list[Part] = []
        while items and items[0].depth > depth:
            deeper.append(items.pop(0))
        inner = _list(deeper, depth + 1) if deeper else ""
        written += f"<li>{_inline(item.words)}{inner}</li>\n"
    return f"<ul>{written}</ul>"


def as_docx(report: Sequence[Part], *, title: str = "A report") -> bytes:
    """The report as a Word file, with headers and footers."""
    document = docx.Document()
    document.core_properties.title = title
    document.sections[0].header.paragraphs[0].text = "The force is good at running heads."
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    for kind, run in groupby(report, key=lambda part: part.kind):
        if kind == "row":
            cells = [part.words.split(" | ") for part in run]
            table = document.add_table(0, max(map(len, cells)))
            for row in cells:
                for cell, words in zip(table.add_row().cells, row, strict=False):
                    cell.text = words
        elif kind == "item":
            for part in run:
                document.add_paragraph(
                    part.words, style=f"List Bullet{f' {part.depth + 1}' if part.depth else ''}"
                )
        else:
            for part in run:
                middle = len(part.words) // 2
                paragraph = document.add_paragraph(
                    part.words[:middle], style="Heading 2" if kind == "heading" else None
                )
                paragraph.add_run(part.words[middle:])
    written = BytesIO()
    document.save(written)
    return written.getvalue()
