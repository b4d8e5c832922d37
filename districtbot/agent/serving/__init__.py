"""An OpenAI-compatible server for any model that can be loaded."""
