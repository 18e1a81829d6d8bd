"""
Events for a minute, at real servers, while handlers fail and the worker is killed.

``python -m tests.events_load`` runs it on every database that answers; ``run`` is one of them,
``sending`` plays Wix, ``effects`` is the app that listens.
"""
