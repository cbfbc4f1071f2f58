"""One file per paper: what it says, how it is built, and a sample of it.

`KINDS` finds every module here that has a DOCUMENT, so a new paper is one new file.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from reports.documents.document import Document


def _found() -> dict[str, Document]:
    modules = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
    documents = [module.DOCUMENT for module in modules if hasattr(module, "DOCUMENT")]
    return {document.kind: document for document in documents}


KINDS: Mapping[str, Document] = MappingProxyType(_found())
