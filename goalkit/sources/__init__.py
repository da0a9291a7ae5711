"""Where numbers come from and are kept: the service, a municipality's own files, and the vintages of both."""
