"""Language models by name: each is a LangChain chat model that can call tools."""
