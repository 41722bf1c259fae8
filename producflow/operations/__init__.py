"""What people and programs do to the plant's data.

Each function takes the store and the actor, asks the actor's role, checks the values, and writes the change and its
audit entry in one transaction. Pages, API and command line call these and nothing below them.
"""
