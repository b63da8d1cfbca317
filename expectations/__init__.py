"""What may enter the warehouse. The only room that imports Great Expectations."""
