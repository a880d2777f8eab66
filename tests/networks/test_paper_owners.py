"""Papers and what they belong to."""

import pytest

from networks.visibility import Level
from tests.factories import make_item, make_meeting, make_stored_file


def answer(client, paper):
    """Return the status of the paper's address, the file read to its end."""
    response = client.get(paper.get_absolute_url())
    response.getvalue()
    return response.status_code


@pytest.mark.parametrize("of_item", [False, True], ids=["meeting", "item"])
def test_a_paper_is_never_read_by_more_than_what_it_belongs_to(browse, member, leader, industry, of_item):
    """Also when the owner was narrowed after the paper was put there (domain.md §4.13)."""
    meeting = make_meeting(industry, visibility=Level.MEMBERS)
    owner = make_item(meeting) if of_item else meeting
    paper = make_stored_file(owner, visibility=Level.MEMBERS)
    assert answer(browse(member), paper) == 200
    type(owner)._base_manager.filter(pk=owner.pk).update(visibility=Level.NETWORK)
    assert answer(browse(member), paper) == 404
    assert answer(browse(leader), paper) == 200
