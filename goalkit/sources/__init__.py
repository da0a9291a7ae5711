"""Where numbers come from and how they are kept: vintages of Kolada, and a municipality's own series."""
