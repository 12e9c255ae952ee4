"""Builds spreadsheets for the tests. Every person in them is fictional."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

TODAY = dt.date(2026, 11, 23)


def xlsx(rows: Sequence[Sequence[Any]], *, more: dict[str, Sequence[Sequence[Any]]] | None = None) -> bytes:
    """A workbook with `rows` on the sheet "People" and further sheets after it."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    for name, content in {"People": rows, **(more or {})}.items():
        sheet = book.add_worksheet(name)
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for at, row in enumerate(content):
            for column, value in enumerate(row):
                if isinstance(value, dt.date):
                    sheet.write_datetime(at, column, dt.datetime.combine(value, dt.time()), day)
                elif value is not None:
                    sheet.write(at, column, value)
    book.close()
    return out.getvalue()


def table_csv(rows: Sequence[Sequence[Any]], *, delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(
        ["" if value is None else value for value in row] for row in rows
    )
    return out.getvalue().encode(encoding)


# The two rows of names of the official HTCDS 2.0 Excel template, defects included (IOM, CC BY 4.0).
_NAMES = (
    "|cas_CaseOwner|prs_Salutation|prs_FirstName|prs_SecondName|con_Consent|prs_Birthdate|prs_Gender|prs_Citizenship|"
    "prs_Title|prs_Email|prs_HomePhone|prs_MobilePhone|prs_MailingCity|prs_MailingCountry|prs_MailingState|"
    "prs_MailingStreet|prs_MailingPostalCode|vic_TraffickingStatus|vic_TraffickinStatusDecisionMakingOrg|"
    "vic_MethodOfRecruitment|vic_LocationOfRecruitment|vic_MethodsOfControl|vic_TypeOfExploitation|"
    "vic_ForcedLabourIndustry|vic_TypeOfSexExploitation|vic_LocationOfExploitation|cas_Status|"
    "cas_ReferringOrganisation|cas_IncomingReferralDate|cas_ReferringPrimaryCaseWorker|cas_ReasonForIncomingReferral|"
    "cas_IncomingReferralDetails|cas_ReferredOrganisation|cas_ReferredPrimaryCaseWorker||cas_OutgoingReferralDate|"
    "cas_OutgoingReferralDetails|cas_ReasonForCaseClosure"
)
_LABELS = (
    "|Case Owner|Salutation|First Name|Second Name|Consent|Birthdate|Gender|Citizenship|Title|Email|Home Phone|"
    "Mobile Phone|Mailing Street|Mailing City|Mailing State/Province|Mailing Zip/Postal Code|Mailing Country|"
    "Trafficking Status|Trafficking Status Decision Making Organization|Method of Recruitment|Location of Recruitment|"
    "Methods of Control|Type of Exploitation|Forced Labour Industry|Type of Sex Exploitation|Location of Exploitation|"
    "Status|Referring Organisation|Incoming Referral Date|Referring Primary Case Worker|Reason for Incoming Referral|"
    "Incoming Referral Details|Referred Organisation|Referred Primary Case Worker|Reason for Outgoing Referral|"
    "Outgoing Referral Date|Outgoing Referral Details|Reason for Case Closure"
)
TEMPLATE_NAMES = _NAMES.split("|")
TEMPLATE_LABELS = _LABELS.split("|")


def template(people: Sequence[dict[str, Any]], *, numbered: int = 1000) -> list[list[Any]]:
    """The rows of the official template, filled under its visible labels."""
    rows: list[list[Any]] = [TEMPLATE_NAMES, TEMPLATE_LABELS]
    for number in range(1, numbered + 1):
        row: list[Any] = [number, *([None] * (len(TEMPLATE_LABELS) - 1))]
        if number <= len(people):
            for label, value in people[number - 1].items():
                row[TEMPLATE_LABELS.index(label)] = value
        rows.append(row)
    return rows


MESSY_HEADERS = [
    "№ дела",
    "Фамилия",
    "Имя",
    "Отчество",
    "Дата рождения",
    "Пол",
    "Гражданство",
    "Телефон",
    "Безопасный телефон",
    "Когда звонить",
    "Кодовое слово",
    "Уровень риска",
    "Дата открытия",
    "Этап",
    "Статус",
    "Ответственный",
    "Следующий шаг",
    "Срок",
    "Примечания",
    "Диагноз",
    "Вид эксплуатации",
    "Широта",
    "Имя мужа",
]

# One row for each way in which a cell goes wrong; the rest of the sixty are made from the ordinary one.
_ORDINARY = [
    "MD-1000",
    "Руссу",
    "Анна",
    "Петровна",
    "12.05.1987",
    "ж",
    "Молдова",
    "+373 69 000 001",
    "069000002",
    "после 18:00",
    "рецепт",
    "высокий",
    "03.02.2026",
    "Кризис",
    "Активно",
    "ana@example.org",
    "Позвонить сестре",
    "01.12.2026",
    "Вернулась в феврале.",
    "",
    "Принудительный труд",
    "47.0105",
    "Пётр",
]


def messy() -> list[list[Any]]:
    """Sixty rows below the names, each its own case; the defects are listed where they are made."""
    rows = []
    for number in range(60):
        row = list(_ORDINARY)
        row[0] = f"MD-{1000 + number}"
        row[1] = f"Руссу{number}"
        row[21] = f"47.{1000 + number}"
        rows.append(row)
    change = {
        (1, 4): "1987",
        (2, 4): "≈1990",
        (3, 4): "12.V.1987",
        (4, 4): "12 мая 1987 г.",
        (5, 4): "31.02.1987",
        (6, 4): "01.01.2050",
        (7, 4): "34 года",
        (8, 4): "12.05.87",
        (9, 4): "неизвестно",
        (10, 5): "женский",
        (11, 5): "F",
        (12, 5): "кошка",
        (13, 6): "Молдавия; Румыния",
        (14, 6): "РФ/Украина",
        (15, 6): "Атлантида",
        (16, 7): "3,73691E+11",
        (17, 7): "069 000 003; 069 000 004",
        (18, 7): "сестра 069000005",
        (19, 7): "нет",
        (20, 11): "Средний ",
        (21, 11): "огромный",
        (22, 12): "2026-02-03",
        (23, 12): "03.02.2030",
        (24, 13): "стабилизация",
        (25, 13): "где-то",
        (26, 14): "закрыто",
        (27, 15): "Никто Такой",
        (28, 17): "скоро",
        (29, 18): '=HYPERLINK("http://example.org")',
        (30, 18): "живёт тут 47.01053, 28.86380, второй дом",
        (31, 18): "https://maps.app.goo.gl/abcDEF",
        (32, 18): "две\nстроки; и ещё",
        (33, 20): "Принудительный труд; Сексуальная эксплуатация",
        (34, 20): "долговая яма",
        (35, 0): "MD-1034",
        (37, 18): "  много   пробелов  ",
        (38, 19): "астма",
    }
    for (row, column), value in change.items():
        rows[row][column] = value
    rows[36][1:5] = rows[35][1:5]  # the same person twice
    for column in range(4):
        rows[39][column] = ""  # nobody: neither name nor code
    return rows
