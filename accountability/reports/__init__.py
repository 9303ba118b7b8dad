"""What accountability prints."""
