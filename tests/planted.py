"""Things that must never be found outside the vault: one value for each kind of what is sealed. All fictional.

Each is unlikely to occur by chance, and long enough that a hit means a leak. Cyrillic and diacritics are among
them, because encodings differ there.
"""

from __future__ import annotations

from typing import Final

WORKING_NAME: Final = "Zorileanka"
CONTACT: Final = "+373 69 741 852 (sora Pelaghia)"
HOURS: Final = "dupa vecernia de la Tiganesti"
CODE_WORD: Final = "reteta de placinta cu visine"
KIN_NAME: Final = "Florinela Zgardan"
KIN_WORDS: Final = "she hides behind the stove when I come"
CARER: Final = "matusa Varvara Pitac"
MUST_NOT_KNOW: Final = "cumnatul Haralampie"
IF_OTHER_ANSWERS: Final = "intrebati de oferta de covoare"
HEALTH_NOW: Final = "alergica la metamizol"
GIVEN: Final = "Феврония"
FAMILY: Final = "Ștefăniță-Brânză"
PATRONYMIC: Final = "Акакиевна"
OTHER_NAMES: Final = "Fevronia Kowalczyk"
BIRTH_DATE: Final = "1987-11-23"
DOCUMENT: Final = "A 88417263 eliberat"
HOME_PLACE: Final = "satul Valea Trestieni, casa 41"
FIRST_WORDS: Final = "A fugit din apartamentul de pe strada Kirkgasse din Winterthur."
STORY: Final = "Хозяин отобрал паспорт в гостинице «Три клена»."
HEALTH_NOTE: Final = "suspiciune de sindrom posttraumatic complex"
LEGAL_NOTE: Final = "dosar penal nr. 2026-77-4139"
STEP: Final = "o ducem la medicul Teodorescu-Vlad"
STEP_RESULT: Final = "medicul a vazut-o, revine luni la Hancesti"
STAGE_REASON: Final = "a acceptat gazduirea la Sf. Paraschiva"
CLOSING_WORDS: Final = "pleaca la matusa din Ocnita Veche"
REOPEN_REASON: Final = "s-a intors cu autocarul de Lvov"
FILE_NAME: Final = "buletin-fevronia-scanat.txt"
FILE_CONTENT: Final = "Continutul scanat: Ștefăniță-Brânză, seria A 88417263, viza de Winterthur."
SEARCHED: Final = "Fevronia Stefanita Branzoaica"
REASON: Final = "spitalul din Briceni intreaba ce ia Fevronia"
DRAFT: Final = "ciorna neterminata despre Haralampie din Soroca"
TYPED_WHILE_LOCKED: Final = "scris cand usa era incuiata, la Causeni"
VIEW_NAME: Final = "Vederea despre Zorileanca"
SENT_TO_A_PAGE_THAT_FAILED: Final = "trimis unei pagini care a cazut la Otaci"
SENT_BEFORE_THE_KILL: Final = "trimis inainte de a muri la Rezina"
IMPORTED_NAME: Final = "Pulheria Gânscă-Importata"
IMPORTED_COLUMN: Final = "coloana fara casa: Trebujeni"
WISH: Final = "vrea acasa la Holercani, inainte de Craciun"
REPORT_FACTS: Final = "copil singur noaptea pe strada Mitropolit Dosoftei 812"
NEED: Final = "o usa care se incuie, la Cimislia"
CHALLENGE: Final = "vorbesc de mine la fantana din Ghidighici"
GOAL: Final = "să vină singură la mine, la Șipoteni"
ACTION: Final = "logopedul Ababii o vede lunea"
CONFLICT_A: Final = "scris de Alina intai, la Drochia"
CONFLICT_B: Final = "scris de Boris pe urma, la Glodeni"
VISIT_PLACE: Final = "poarta albastra dupa fantana din Slobozia Mare"
VISIT_PHONE: Final = "+373 78 852 963 in timpul vizitei"
HELP_WORDS: Final = "am uitat dosarul albastru la birou"
APPOINTMENT_PLACE: Final = "Judecatoria Ciocana, sala 17"
LOST_WORDS: Final = "nu raspunde din ajunul Craciunului pe vechi"
AID_WORDS: Final = "lemne duse la poarta vecinei Saveta"
COMPLAINT: Final = "a spus proprietarei de unde vin, la Vulcanesti"
COMPLAINT_WHO: Final = "Hariclea de la cantina"
COMPLAINT_WISH: Final = "sa nu mai vina la mine la Ecaterinovca"
COMPLAINT_ANSWER: Final = "ne cerem scuze, de luni vine Glicheria Bostanaru"
HER_WORDS: Final = "fiul meu are opt ani, nu sapte, si e la Telenesti"
LEFT_OVERNIGHT: Final = "scris seara tarziu, ramas pana dimineata la Soldanesti"
INTERPRETER: Final = "Огульнабат Аннамухамедова"
ASIDE: Final = "planul se face la Taraclia cu doamna Evdochia Perju"

ALL: Final = {
    name: value
    for name, value in globals().items()
    if name.isupper() and name != "ALL" and isinstance(value, str)
}

# Staff are plain by design: this proves that the search would find a sealed value, were it there.
CONTROL: Final = "Boris Ceban"
