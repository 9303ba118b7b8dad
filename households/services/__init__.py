"""What is done to the household register: each verb checks, writes and leaves a trail."""
