"""The labelled set of marks of secrecy, written by somebody who saw neither rules nor code, and letters made of it."""
