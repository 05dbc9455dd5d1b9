"""Logger plugin of Snakemake: the run of a study in lines that people want to read.

One line for a job, or for the small jobs of a rule together, a bar that is weighted by time, and at
the end the warnings, the numbers and the page. All else is in Snakemake's own log file. Snakemake
finds a plugin by the name of its folder wherever Python looks for packages; `make` adds this place
to .venv, and `PYTHONPATH=workflow/logger snakemake …` does it elsewhere. profiles/default uses it
where it is found.
"""

from .handler import LogHandler

__all__ = ["LogHandler"]
