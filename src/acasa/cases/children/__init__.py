"""What is best for the child: guardian, age, best interests assessed and determined, turning eighteen."""
