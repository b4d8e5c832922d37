"""Models behind an OpenAI-compatible endpoint: OpenAI, vLLM, Ollama, llama.cpp server and kin."""
