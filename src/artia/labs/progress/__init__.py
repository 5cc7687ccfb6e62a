"""What is seen while a model trains: a bar, a curve drawn as it goes, a sample."""
