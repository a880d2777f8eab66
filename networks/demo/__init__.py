"""What a new installation shows of networks: invented people and companies in true places."""
