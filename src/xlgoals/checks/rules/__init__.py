"""The catalogue: one module a subject, one small function a rule; all modules are registered."""
