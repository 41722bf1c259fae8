"""From bytes to cells with their lines: what an upload is, how it is encoded, divided and quoted."""
