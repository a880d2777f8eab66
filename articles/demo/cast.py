"""The demo's logins: those of the networks, and one that writes the news."""

from articles.roles import EDITORS
from networks.demo import logins
from networks.demo.shapes import Login

EDITOR = Login(
    "redaktor", "Marte Lindgrav", "redaktør, skriver og publiserer", is_staff=True, groups=(EDITORS,)
)
LOGINS = (*logins.LOGINS, EDITOR)
