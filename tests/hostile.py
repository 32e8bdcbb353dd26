"""A graph whose names are attacks: markup, scripts, addresses that run, marks that turn text around."""

from pathlib import Path
from typing import Final

import kg
from kg.store import Graph

SCRIPT: Final = "</script><script>window.taken = 1</script>"
IMAGE: Final = "\"'><img src=x onerror='window.taken = 1'>"
TURNED: Final = "draoB \u202eevil"
TEMPLATE: Final = "{{ 7 * 7 }}{% raw %}"
RUNS: Final = "javascript:window.taken=1"
_ADDED: Final = """
@prefix id: <https://w3id.org/peel-kg/id/> .
@prefix peel: <https://w3id.org/peel-kg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://w3id.org/peel-kg/id/body/hostile-board> a peel:PartnerBody ;
    skos:prefLabel "%s"@en ;
    skos:altLabel "Hostile Board"@en, "%s"@en, "%s"@en, "%s"@en ;
    rdfs:seeAlso <%s> ;
    peel:partnerKind <https://w3id.org/peel-kg/id/partner-kind/voluntary-sector> .
"""
REPORT: Final = """Kent PEEL 2016

How effective is the force at protecting those who are vulnerable from harm?

Good

The force works well with the Hostile Board to protect victims of domestic abuse. However, it does not always tell
"><svg onload=alert(1)> the board what it does. Its work with the Hostile Board on <b>cyber-crime</b> is poor.
"""


def hostile(folder: Path) -> Graph:
    """A graph with a body of such names, in a folder."""
    added = folder / "added.ttl"
    words = (name.replace('"', '\\"') for name in (SCRIPT, IMAGE, TURNED, TEMPLATE))
    added.write_text(_ADDED % (*words, RUNS), "utf-8")
    report = folder / "kent-2016-effectiveness.txt"
    report.write_text(REPORT, "utf-8")
    return kg.build(report, folder / "graph", vocabulary=added)
