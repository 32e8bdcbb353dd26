"""Makes the PDFs of this folder from two reports, by Chromium and by WeasyPrint: `python tests/read/make_forms.py`, by hand, where both are installed."""

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from renderings import as_html, parts  # noqa: E402
from test_forms import PRINTED  # noqa: E402


def main() -> None:
    from weasyprint import HTML

    for path in PRINTED:
        page = as_html(parts(path.read_text("utf-8")), bare=True)
        HTML(string=page.decode()).write_pdf(HERE / f"{path.stem}-weasyprint.pdf")
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "page.html").write_bytes(page)
            subprocess.run(
                [
                    "chromium",
                    "--headless",
                    "--no-sandbox",
                    "--no-pdf-header-footer",
                    f"--print-to-pdf={HERE / path.stem}-chromium.pdf",
                    f"{folder}/page.html",
                ],
                check=True,
            )


if __name__ == "__main__":
    main()
