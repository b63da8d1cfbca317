"""The scripts of our own that pages hold: constants, which the policy of `headers` allows by their hashes."""

# Moves to the passage that the reader came for, or does nothing
TO_PASSAGE = """<script>
document.querySelector(".readout-here")?.scrollIntoView({block: "center"});
</script>"""
