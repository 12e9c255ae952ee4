"""The XLSForm engine, without Django.

`reading.read` makes a Form of an XLSForm (xlsx, md, csv) or raises Problems; `session.Session` holds one set of
answers and says what is asked, allowed and calculated; `instance` writes and reads OpenRosa submissions.
"""
