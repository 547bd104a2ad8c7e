"""Names of files: in directories (`tree`, `journal`) and in ZIP and tar archives (`members` on).

Direction: naming <- tree, members <- zips, tars <- extract. Nothing here prints; the commands do.
"""
