"""What users may enter, by subject; verbs decide and write."""
