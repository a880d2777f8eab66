"""What the libraries register and nobody here needs: a login has one address, the site is one."""

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.sites.models import Site

admin.site.unregister(EmailAddress)
admin.site.unregister(Site)
