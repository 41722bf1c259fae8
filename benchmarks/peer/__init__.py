"""The stack that ProducFlow replaces, written as its own documentation advises: what the API is measured against."""
