"""What users may enter about households; verbs decide and write."""
