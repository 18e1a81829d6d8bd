"""The app on many Wix sites: how it comes to be installed, and what follows from that."""
