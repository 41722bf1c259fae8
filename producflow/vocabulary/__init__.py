"""The words that languages have for what a plant measures, counts and does; nothing of ours is needed to read them."""
