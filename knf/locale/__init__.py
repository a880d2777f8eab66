"""What third-party screens lack in bokmål, and how dates and times are typed here."""
