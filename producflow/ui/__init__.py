"""What the pages are made of."""

import sys
from types import ModuleType

# streamlit-authenticator brings four components of others, and a client for its maker's server: nothing of them is used
# here, and to declare the components alone is a tenth of the server's start. They are empty where it looks for them.
for unused in ("extra_streamlit_components", "streamlit_authenticator.models.cloud"):
    sys.modules.setdefault(unused, ModuleType(unused)).__dict__.setdefault("CloudModel", None)
