"""What a model is shown of a conversation: all of it, its end, or a summary and its end."""

from districtbot.agent.memory.choice import memory_of
from districtbot.agent.memory.kinds import Memory

__all__ = ["Memory", "memory_of"]
