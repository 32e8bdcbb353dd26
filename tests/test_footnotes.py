"""Footnotes, which readers give after all else, explain words: they are no findings."""

from collections.abc import Callable

from kg.values import Finding, Reading


def test_a_footnote_is_no_finding(reading: Callable[..., Reading]) -> None:
    """Nor does it stand under the last question."""
    text = (
        "PEEL: Police effectiveness 2016\n\nKent Police\n\nHow effective is the force at preventing crime?\n\n"
        "The force is good at solving problems.\n\nFootnotes\n\n1 A good problem-solving plan reduces crime.\n"
    )
    found = reading(text)
    quotes = [s.span.of(text) for s in found.statements if isinstance(s, Finding)]
    assert all("problem-solving plan" not in quote for quote in quotes)
    assert "problem-solving plan" not in " ".join(s.span.of(text) for s in found.statements)
