"""The words of six languages for what a plant measures, counts and does; nothing of ours is needed to read them."""
