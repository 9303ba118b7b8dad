"""What is done to the village register: each verb checks, writes and leaves a trail."""
