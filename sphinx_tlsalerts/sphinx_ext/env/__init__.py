"""What pages leave in the environment."""
