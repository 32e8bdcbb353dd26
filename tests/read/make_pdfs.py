"""Makes the PDFs of this folder from `report.html`, by two producers: `python tests/read/make_pdfs.py`, by hand.

It needs WeasyPrint (`pip install weasyprint`), Chromium on the path, and the Liberation fonts. What is read from both is in `report.txt`.
"""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
REPORT: Final = FOLDER / "report.html"


def by_weasyprint() -> None:
    from weasyprint import HTML

    HTML(filename=str(REPORT)).write_pdf(str(FOLDER / "report-weasyprint.pdf"))


def by_chromium() -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        sys.exit("no Chromium on the path")
    printed = f"--print-to-pdf={FOLDER / 'report-chromium.pdf'}"
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", printed)
    subprocess.run([chromium, *options, str(REPORT)], check=True, capture_output=True)


if __name__ == "__main__":
    by_weasyprint()
    by_chromium()
