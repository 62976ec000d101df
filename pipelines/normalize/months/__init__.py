"""Monthly revenue, and the quarters that three months make."""
