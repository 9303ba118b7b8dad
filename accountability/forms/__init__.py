"""What users may enter in accountability; verbs decide and write."""
