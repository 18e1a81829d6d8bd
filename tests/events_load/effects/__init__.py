"""An app that writes a row for each event, and sometimes fails."""
