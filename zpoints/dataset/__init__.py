"""The images of a study: where they come from, what is stored, and what is known of each."""
