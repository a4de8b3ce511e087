"""What `congvu check` looks at, one module a matter; each gives findings and changes nothing."""
