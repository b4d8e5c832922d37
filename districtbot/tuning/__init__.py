"""Fine-tuning: recipes, rows and their masks, training, merging, export."""
