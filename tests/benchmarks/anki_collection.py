"""Run by the peers' Python: an Anki base folder with one note per line of a TSV file, and no first-run dialog.

python anki_collection.py WORDS.tsv BASE
"""

import os
import sys
from pathlib import Path

from anki.collection import AddNoteRequest, Collection  # type: ignore[import-not-found]

BATCH = 5_000
LANGUAGE = "zh-CN"


def profile(base: Path) -> Path:
    """A profile that asks nothing and looks for no updates; the path of its collection."""
    base.mkdir(parents=True, exist_ok=True)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from aqt.profiles import ProfileManager  # type: ignore[import-not-found]

    manager = ProfileManager(base)
    manager.setupMeta()
    manager.setLang(LANGUAGE)
    manager.meta["firstRun"] = False
    manager.set_update_check(False)
    manager.set_check_for_addon_updates(False)
    manager.create("bench")
    manager.load("bench")
    manager.set_last_loaded_profile_name("bench")
    manager.save()
    return Path(manager.collectionPath())


def fill(path: Path, words: Path) -> None:
    """One note per line, one field per column (the first line names them)."""
    collection = Collection(str(path))
    with words.open(encoding="utf-8") as lines:
        names = next(lines).rstrip("\n").split("\t")
        kind = collection.models.new("register")
        for name in names:
            collection.models.add_field(kind, collection.models.new_field(name))
        template = collection.models.new_template("card")
        template["qfmt"], template["afmt"] = f"{{{{{names[0]}}}}}", "{{FrontSide}}"
        collection.models.add_template(kind, template)
        collection.models.add(kind)
        deck = collection.decks.id("register")
        waiting: list[AddNoteRequest] = []
        for line in lines:
            note = collection.new_note(kind)
            note.fields = line.rstrip("\n").split("\t")
            waiting.append(AddNoteRequest(note, deck))
            if len(waiting) == BATCH:
                collection.add_notes(waiting)
                waiting.clear()
        collection.add_notes(waiting)
    collection.close()


if __name__ == "__main__":
    fill(profile(Path(sys.argv[2])), Path(sys.argv[1]))
