"""What templates of reviews load."""
