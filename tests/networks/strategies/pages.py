"""What the tests of the strategies' pages share."""

import lxml.html


def tree_of(response):
    """Return the page as a tree."""
    assert response.status_code == 200, response.status_code
    return lxml.html.fromstring(response.content.decode())


def text_of(response):
    """Return the words of the page's content, one space between them."""
    return said_in(tree_of(response).find(".//main"))


def said_in(element):
    """Return the words of an element, one space between them."""
    return " ".join(element.text_content().split())


def links_of(response):
    """Return the addresses that the page's content leads to."""
    return [link.get("href") for link in tree_of(response).find(".//main").iter("a")]


def section_of(response, name):
    """Return the section whose heading has the id ``name``; None for no such."""
    found = tree_of(response).xpath(f"//section[@aria-labelledby='{name}']")
    return found[0] if found else None
