"""Questionnaires: XLSForm is the one form language; read, published in versions, evaluated here and on devices."""
