"""Bringing a caseload in: the file is read, checked, prepared, made into cases part by part, finished, undone.

    uploading.keep(actor, filename, content)       the file, sealed to its author
    preparing.prepare(actor, …) -> batch id        every row checked and sealed, in parts
    running.start / running.step                   cases of one part at a time; all appear with the last step
    undoing.begin / undoing.step                   they vanish at once, what they held is removed part by part

Nothing here works without the author's open key, so no work goes on in the background: the page asks for the next
part, and an import that was left is continued or taken back later.
"""
