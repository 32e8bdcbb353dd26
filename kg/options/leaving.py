"""The options of the commands by which a graph leaves its folder."""

from kg.options import Command, day, extracted, of_a_server, year


def add(command: Command) -> None:
    """Adds the commands."""
    export = command(
        "export",
        "write the graph as RDF, as a workbook, as a dataset to be published, as web pages, or the pages of its ontology",
        "  kg export --format turtle -o graph.ttl\n  kg export --format xlsx -o graph.xlsx\n"
        "  kg export --dataset published --issued 2026-11-22\n  kg export --site site\n  kg export --docs pages",
    )
    export.add_argument(
        "--format",
        choices=["turtle", "trig", "nquads", "jsonld", "rdfxml", "xlsx"],
        help="default: turtle; xlsx needs pip install 'peel-kg[xlsx]'",
    )
    extracted(export)
    export.add_argument("-o", "--output", metavar="FILE", default="-", help="file to write (default: stdout)")
    folders = export.add_mutually_exclusive_group()
    folders.add_argument(
        "--dataset", metavar="DIR", help="folder of the graph's files with DCAT, VoID, RO-Crate and checksums"
    )
    folders.add_argument(
        "--site", metavar="DIR", help="folder of web pages of the graph, for any web server or a disk"
    )
    folders.add_argument("--docs", metavar="DIR", help="folder of web pages that explain every term and rule")
    export.add_argument(
        "--issued",
        type=day,
        metavar="YYYY-MM-DD",
        help="with --dataset: day of publication (default: the newest day that a report tells)",
    )

    publish = command(
        "publish",
        "put the named graphs into a triple store",
        "  kg publish http://localhost:7878/store\n"
        "  KG_AUTH=dba:… kg publish http://localhost:8890/sparql-graph-crud-auth --auth-env KG_AUTH\n"
        "  kg publish http://localhost:3030/ds/data --graphs vocabularies leicestershire/2015/effectiveness",
    )
    publish.add_argument(
        "url",
        metavar="URL",
        help="where the store takes graphs, or with sparql-update where it takes updates",
    )
    publish.add_argument("--protocol", choices=["gsp", "sparql-update"], default="gsp")
    publish.add_argument(
        "--graphs",
        nargs="+",
        default=[],
        metavar="NAME",
        help="only these graphs, by IRI or by FORCE/YEAR/PILLAR; vocabularies is the one of the vocabularies",
    )
    publish.add_argument(
        "--prune",
        action="store_true",
        help="remove graphs that were published there and are not in this folder (any more)",
    )
    publish.add_argument("--query-url", metavar="URL", help="where it is asked, where URL does not tell")
    publish.add_argument(
        "--update-url", metavar="URL", help="where it takes updates, where URL does not tell"
    )
    publish.add_argument("-q", "--quiet", action="store_true", help="no summary")
    of_a_server(publish)

    _draw(command)


def _draw(command: Command) -> None:
    draw = command(
        "draw",
        "draw the network of partnerships, or grades, as a page, a figure, or for other programs",
        "  kg draw\n  kg draw network.svg --region 'East Midlands' --praised\n"
        "  kg draw --force leicestershire --threat fraud --year 2015\n  kg draw shared.png --projection force-force\n"
        "  kg draw grades.svg --what grades --year 2016\n  kg draw timeline.html --what timeline --force leicestershire",
    )
    extracted(draw)
    draw.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        help="FILE.html, .svg, .png, .graphml, .gexf or .csv (default: network.html; - for HTML on stdout); "
        "png needs pip install 'peel-kg[figures]'",
    )
    draw.add_argument("-o", "--output", metavar="FILE", help="the same")
    draw.add_argument(
        "--what",
        choices=["network", "grades", "timeline"],
        default="network",
        help="the network; grades by force and question (of the latest framework, or those of --year); grades of one force over time",
    )
    draw.add_argument(
        "--title", metavar="WORDS", default="", help="instead of the usual title of the network"
    )
    only = draw.add_argument_group("only a part (any of these may be given several times)")
    only.add_argument(
        "--force", action="append", default=[], metavar="NAME", help="partnerships of this force"
    )
    only.add_argument(
        "--region", action="append", default=[], metavar="NAME", help="of forces of this region"
    )
    only.add_argument(
        "--year", action="append", type=year, default=[], metavar="YYYY", help="told by reports of this year"
    )
    only.add_argument(
        "--threat",
        action="append",
        default=[],
        metavar="NAME",
        help="that serve this threat, or one under it",
    )
    only.add_argument(
        "--kind",
        action="append",
        default=[],
        metavar="NAME",
        help="with this kind of partner: 'joint unit', health, probation …",
    )
    judged = only.add_mutually_exclusive_group()
    for name in ("praised", "criticised"):
        judged.add_argument(
            f"--{name}",
            dest="judged",
            action="store_const",
            const=name,
            help=f"that inspectors have {name}, by these passages",
        )
    draw.add_argument(
        "--projection",
        choices=["force-body", "force-force", "body-threat"],
        default="force-body",
        help="forces and bodies (default), forces tied by the bodies they share, or bodies and the threats they serve",
    )
