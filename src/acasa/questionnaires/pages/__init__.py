"""A questionnaire on pages: one section each, by the design system's components, with or without script.

`layout` divides a form into pages, `places` says which of them there are now, `controls` makes a question's field,
`filling` takes what was typed, `preview` walks through a form and keeps nothing. Who fills in and where the answers
go is the caller's.
"""
