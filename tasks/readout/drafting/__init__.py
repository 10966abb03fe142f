"""Publishers' files from pages: a draft of a layout, its invented page, and which rules of a layout still match.

Values only: what is read is given, what is made is returned; `readout.report.drafts` and `.layouts` do the rest.
"""
