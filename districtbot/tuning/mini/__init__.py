"""How the model that ships is trained: rows, tokenizer, network, training, packing."""
