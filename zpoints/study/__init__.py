"""The study as a whole: the page that a person opens first."""
