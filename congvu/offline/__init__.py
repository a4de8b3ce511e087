"""What verifies an account or a bundle of evidence without Congvu: one script, handed out with each bundle."""
