"""The judges must be able to say no."""

import pytest

pytestmark = pytest.mark.validators


def test_the_html_checker_tells_right_from_wrong(nu_checker):
    page = "<!doctype html><html lang=nb><title>Prøve</title><body><p>Prøve</p>{}"

    assert nu_checker.errors(page.format("")) == []
    assert len(nu_checker.errors(page.format("<p id=a></p><p id=a></p>"))) == 1


def test_the_pdf_judge_says_no_to_what_is_no_pdf(verapdf):
    assert len(verapdf.ua1_failures(b"Ikke en PDF")) == 1
    assert len(verapdf.ua1_failures(b"")) == 1
