"""What marks tests that ``pytest`` alone leaves out and ``pytest --all`` runs.

They run the program whole, as its user does, or hold much of what shorter tests beside them hold of a part.
"""

import pytest

WHOLE = pytest.mark.long(sampled=False)
