"""The account library's list of addresses is not used, hence not shown: a login's address is its own."""

from allauth.account.models import EmailAddress
from django.contrib import admin

admin.site.unregister(EmailAddress)
