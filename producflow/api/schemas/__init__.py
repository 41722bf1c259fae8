"""Shapes of what calls bring and what they are answered with; field names are those of SPEC section 2."""
