"""What a new installation shows: invented people, true places, and no one's real words."""
