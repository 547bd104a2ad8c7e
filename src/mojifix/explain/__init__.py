"""A damage told as a person would: what was written, who read it how, and how to make it stop.

Direction: sources <- story <- hexview is read by story; text and page write what story tells.
Nothing here decides anything: it tells what a `Diagnosis` holds.
"""
