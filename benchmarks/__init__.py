"""Where every number about speed comes from: scripts that measure us against a peer or a limit in the same run."""
