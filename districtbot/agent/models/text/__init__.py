"""Any model that goes on with a text, made a chat model that calls tools."""
