"""What readings say about what is to come: learned from a machine's own history, told forward in time only."""
