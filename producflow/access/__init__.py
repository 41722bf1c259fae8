"""Who is asking, and what they may do: no Streamlit, no FastAPI."""
