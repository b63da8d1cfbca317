"""The dashboards: a streamlit app over the published warehouse, which it only ever reads."""
