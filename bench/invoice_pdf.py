"""What the PDF of an invoice takes in processor time, against the plain way of printing the same page.

    python -m bench.invoice_pdf [HOW MANY]      20 of each unless said otherwise

The plain way is that of WeasyPrint's own manual: a page and its style sheet, printed one by one, so that each page
reads the sheet and opens the fonts anew. Wanted: at most 0.6 of that.
"""

import sys
from collections.abc import Callable
from time import process_time

from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from bench import ground  # noqa: F401  # reason: sets Django up before any model is imported
from bench.invoices import issued, seeded
from finance.actions.printing import rules_of, unprinted
from finance.queries.sheet import Sheet, sheet_of
from records import press
from records.tenancy import scoped

MOST = 0.6


def plainly(sheet: Sheet) -> bytes:
    html = render_to_string("documents/invoice.html", {"sheet": sheet})
    fonts, where = FontConfiguration(), {"base_url": press.static_url(), "url_fetcher": press.Fetcher()}
    words = press.static_file(press.static_url() + "print.css").read_text()
    style = CSS(string=words, font_config=fonts, **where)
    return HTML(string=html, **where).write_pdf(
        stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1"
    )


def ours(sheet: Sheet) -> bytes:
    return press.pdf(render_to_string("documents/invoice.html", {"sheet": sheet}), sheet.title)


def taken(work: Callable[[Sheet], bytes], sheet: Sheet) -> float:
    began = process_time()
    work(sheet)
    return process_time() - began


def main(how_many: int) -> int:
    group = seeded(how_many)
    with scoped(group):
        issued(group)
        sheets = [sheet_of(invoice, rules_of(invoice)) for invoice in unprinted()]
    plain = mine = 0.0
    ours(sheets[0])  # what a process does once: read the sheet and open the fonts
    for sheet in sheets:
        plain += taken(plainly, sheet)
        mine += taken(ours, sheet)
    print(
        f"{how_many} invoices: {1000 * mine / how_many:.0f} ms of processor time each, "
        f"{mine / plain:.2f} of the plain way's {1000 * plain / how_many:.0f} ms"
    )
    return 0 if mine <= MOST * plain else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
