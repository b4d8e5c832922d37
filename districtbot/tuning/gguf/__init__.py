"""GGUF files for llama.cpp, written from a folder of safetensors."""
