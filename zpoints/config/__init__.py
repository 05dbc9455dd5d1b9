"""The config of a study: checked and complete, and what the rules derive from it."""
