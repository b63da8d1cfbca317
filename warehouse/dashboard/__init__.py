"""The dashboards: a Streamlit app with read-only access to the published warehouse."""

LOCAL = ("127.0.0.1", "localhost", "::1")  # the names of this machine for itself
