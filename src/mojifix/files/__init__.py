"""Files on a disk: found, read, examined, written back. Outside the core, under the command.

    config   what a project asks for, from pyproject.toml or mojifix.toml
    walk     paths -> files to read
    reading  bytes -> text and what was found in it
    large    a file too large to be held, in windows
    writing  a new content beside the file, then renamed over it
    work     one file from its bytes to an `Outcome`; runs in any process
    pool     many files, in this process or in several, outcomes in order
    diff     findings -> a unified diff
    baseline findings that a project accepts
    report   outcomes -> text, JSON, GitHub annotations, SARIF

Rules: nothing here prints or exits; a file that cannot be dealt with is an `Outcome` that says why
and never stops the others; whatever is slow to import is imported where it is used.
"""
