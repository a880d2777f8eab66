"""A text with all that the editor can write, as it saves it."""

ARTICLE = (
    "<h2>Dette skjer</h2>"
    "<p>Møtet er <strong>onsdag</strong> på <em>Krona</em>.<br>Se "
    '<a href="https://example.no/sak?a=1&amp;b=2">saken</a>, <a href="/lenke/artikkel/42/">omtalen'
    '</a>, <a href="mailto:post@example.no">skriv</a> eller <a href="tel:+4732000000">ring</a>.</p>'
    "<h3>Saker</h3>"
    "<ul><li><p>Areal</p><ol><li><p>Sentrum</p></li></ol></li><li><p>Kraft</p></li></ul>"
    "<blockquote><p>Vi trenger mer galskap.</p></blockquote>"
    "<table><tbody>"
    '<tr><th colspan="2"><p>År</p></th><th><p>Medlemmer</p></th></tr>'
    '<tr><td rowspan="2"><p>2023</p></td><td></td><td><p>310</p></td></tr>'
    "</tbody></table>"
    '<figure data-image="12"><figcaption>Bussen i <em>sentrum</em>.</figcaption></figure>'
    '<figure data-image="7"></figure>'
)
