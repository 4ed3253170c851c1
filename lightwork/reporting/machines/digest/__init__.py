"""Many files, read side by side, each as its figures without its rounds."""
