"""The Research Organization Registry: reading its dumps, and finding institutions in it.

archives -> records                          a dump becomes records
lexicon  -> spelling -> lookup               names become comparable and are indexed
evidence -> reconcile                        candidates become proposals with reasons
review   -> decisions                        people's verdicts, which survive every run
"""
