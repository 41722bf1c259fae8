"""Do just what was rehearsed, give back what was refused, take it back and bring it back."""
