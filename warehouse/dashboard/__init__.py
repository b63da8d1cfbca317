"""The dashboards: a streamlit app over the published warehouse, which it only ever reads."""

LOCAL = ("127.0.0.1", "localhost", "::1")  # the names of this machine for itself
