"""What several charts share: style, axes, rows, labels, marks."""
