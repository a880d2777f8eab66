"""What checking the longest text costs, as a ratio against cleaning it, which every save does too.

Run with `make benchmarks`.
"""

from datetime import date
from time import process_time

import pytest

from articles.proofreading import Text, passages_of, proofread
from knf.rich_text.cleaning import clean
from knf.rich_text.field import MAX_BYTES

LINES = (
    "Styret i Industrilederforum møtte Geir Aage Bakken tirsdag 25. november på Krona i byen. ",
    "Geir Bakken Hans Havdal ",
    "og og xx (dato) ?? [ [ ( ( ",
    "neste neste neste ",
    "tirsdag tirsdag 25 25 ",
)
PEOPLE = tuple(f"Person{number} Bakken{number}" for number in range(2000))


@pytest.mark.parametrize("line", LINES)
def test_the_longest_text_that_can_be_saved(line):
    html = "".join(f"<p>{line * 20}</p>" for _ in range(MAX_BYTES // (len(line) * 20 + 7)))
    start = process_time()
    clean(html)
    cleaned = process_time()
    proofread(Text(title="A", lead="B", body=passages_of(html), today=date(2022, 1, 1), people=PEOPLE))
    checked = process_time()
    cleaning, checking = cleaned - start, checked - cleaned
    print(f"\n{line.strip()[:40]:<42}{checking:6.2f} s {checking / cleaning:6.1f} × cleaning")
