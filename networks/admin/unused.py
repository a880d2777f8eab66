"""What the libraries register and nobody here needs: a login has one address, the site is one, and no
secret of a second factor is shown."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.sites.models import Site

admin.site.unregister(Authenticator)
admin.site.unregister(EmailAddress)
admin.site.unregister(Site)
