"""When the tests load the demo, and what its papers are then."""

from datetime import date

from networks.demo.plain_pdf import one_line_pdf

TODAY = date(2026, 11, 24)


def one_line(html):
    """Return a paper of one line: making a PDF takes its time."""
    return one_line_pdf("Et papir (på norsk)")
