"""Signing in with an OpenID Connect provider: Authlib speaks, and our own sessions remember.

``signing_in`` is the walk; ``provider`` asks the provider, ``id_token`` believes it or not, ``flows`` holds what was
begun in which browser, ``granting`` and ``accounts`` say who somebody is here, ``rechecking`` asks again.
"""
