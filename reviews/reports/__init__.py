"""What reviews print: the content of each kind of report, and its three shapes."""
