"""Fictional people with names as a caseload in Moldova, Ukraine or Turkmenistan has them: many alike, spelt any way.

Given and family names are common ones put together at random; whoever bears such a name is not meant.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from acasa.cases.names.transliterate import (
    cedilla,
    from_cyrillic,
    plain,
    romanian_to_cyrillic,
    turkmen_to_cyrillic,
    turkmen_to_english,
)

_RO_WOMEN = """Maria Elena Ana Natalia Tatiana Olga Ecaterina Irina Svetlana Ludmila Galina Valentina Doina Viorica
Mihaela Cristina Nadejda Vera Veronica Victoria Angela Rodica Lilia Liliana Diana Daniela Gabriela Andreea Ioana Iulia
Iuliana Aliona Alina Alexandra Anastasia Valeria Corina Cătălina Elisaveta Eugenia Felicia Cecilia Lucia Marina Mariana
Margareta Maricica Nicoleta Olesea Parascovia Polina Raisa Sofia Silvia Snejana Stela Ștefania Tamara Zinaida Ina
Violeta Aurelia Aurica Lidia Larisa Laura Loredana Adriana Adelina Domnica Vasilica Florica Floarea Ileana Dorina
Ramona Simona Monica Sabina Otilia Smaranda Ruxanda Despina Zamfira Catinca Casandra Crina Iolanda Lavinia""".split()
_RO_MEN = """Ion Vasile Gheorghe Nicolae Mihai Andrei Alexandru Sergiu Petru Pavel Dumitru Constantin Ștefan Grigore
Iurie Igor Oleg Victor Vitalie Vladimir Veaceslav Valeriu Valentin Tudor Teodor Toma Simion Radu Marin Marcel Mircea
Liviu Leonid Ilie Iacob Ghenadie Eugen Denis Daniel Dorin Cristian Corneliu Boris Aurel Artur Anatolie Adrian Octavian
Ovidiu Traian Viorel Zaharia Emil Efim Chiril Nichita Maxim Matei Luca Filip Anton""".split()
_RO_FAMILIES = """Popescu Ionescu Rusu Ceban Ciobanu Moraru Munteanu Lungu Rotaru Ursu Cojocaru Bivol Sandu Guțu Grosu
Cebotari Botnaru Stratan Vieru Croitoru Chiriță Popa Țurcanu Țurcan Rîșcanu Balan Bălan Bejenaru Bostan Botezatu Budeci
Bulat Burlacu Buzu Caraman Casapu Cazacu Cernei Chicu Chirilă Ciobotaru Ciubotaru Cîrlan Coban Codreanu Colesnic Cozma
Creangă Cucoș Curmei Dabija Damian David Dodon Donica Dragan Druță Dumbravă Enachi Erhan Florea Frunză Gangan Gheorghiță
Ghimpu Goian Gorea Gonța Graur Grecu Grigoraș Gurău Haret Hîncu Iachim Iacob Ignat Istrati Jitaru Josan Leahu Leanca
Lupașcu Lupu Luchian Macari Madan Manole Marian Mardari Melnic Micu Mihalache Mîndru Mocanu Morari Moisei Negru Negruță
Nastas Nistor Novac Olaru Oprea Pascari Pascaru Păduraru Pîslaru Plămădeală Plop Postolachi Prisacaru Prodan Racu Rață
Robu Roșca Rusnac Sîrbu Savin Sclifos Scutaru Secrieru Spînu Stoica Stoian Străisteanu Suruceanu Șaptefrați Șchiopu
Șoltan Ștefăneț Tabără Tărîță Timofti Tofan Tomșa Topală Triboi Tudoreanu Ungureanu Untilă Vartic Verdeș Vlas Voloșciuc
Vrabie Zaharia Zamă Zgardan Zgîrcibabă Babără Covalciuc Covalenco Codița Railean Răileanu Scripcaru Scurtu""".split()
_RU_WOMEN = """Наталья Татьяна Елена Ольга Ирина Светлана Людмила Галина Валентина Мария Анна Екатерина Юлия Анастасия
Виктория Оксана Ксения Дарья Евгения Александра Алёна Алина Алла Альбина Анжела Антонина Валерия Вера Вероника Диана
Елизавета Жанна Зинаида Инна Кристина Лариса Лидия Лилия Любовь Марина Маргарита Надежда Нина Нелли Полина Раиса Регина
Роза Снежана Софья Тамара Яна Эльвира Зоя Инга Карина Варвара Василиса Таисия Ульяна Эмма Ярослава Милана""".split()
_RU_MEN = """Иван Сергей Андрей Александр Алексей Дмитрий Николай Михаил Владимир Виктор Василий Юрий Олег Игорь Павел
Пётр Григорий Фёдор Степан Семён Роман Руслан Максим Леонид Константин Кирилл Илья Егор Евгений Денис Даниил Геннадий
Вячеслав Виталий Валерий Валентин Вадим Борис Богдан Артём Антон Анатолий Тимофей Станислав Ярослав Эдуард""".split()
_RU_FAMILIES = """Иванов Петров Смирнов Кузнецов Попов Васильев Соколов Михайлов Новиков Фёдоров Морозов Волков Алексеев
Лебедев Семёнов Егоров Павлов Козлов Степанов Николаев Орлов Андреев Макаров Никитин Захаров Зайцев Соловьёв Борисов
Яковлев Григорьев Романов Воробьёв Сергеев Кузьмин Фролов Александров Дмитриев Королёв Гусев Киселёв Ильин Максимов
Поляков Сорокин Виноградов Ковалёв Белов Медведев Антонов Тарасов Жуков Баранов Филиппов Комаров Давыдов Беляев Герасимов
Богданов Осипов Сидоров Матвеев Титов Марков Миронов Крылов Куликов Карпов Власов Мельников Денисов Гаврилов Тихонов
Казаков Афанасьев Данилов Савельев Тимофеев Фомин Чернов Абрамов Мартынов Ефимов Щербаков Назаров Калинин Исаев Чернышёв
Быков Маслов Родионов Коновалов Лазарев Воронин Климов Филатов Пономарёв Голубев Кудрявцев Прохоров Наумов Потапов
Журавлёв Овчинников Трофимов Леонов Соболев Ермаков Колесников Гончаров Емельянов Никифоров Грачёв Котов Гришин Ефремов
Архипов Громов Кириллов Малышев Панов Моисеев Румянцев Акимов Кондратьев Бирюков Горбунов Анисимов Ерёмин Тихомиров
Галкин Лукьянов Михеев Скворцов Юдин Белоусов Нестеров Симонов Прокофьев Харитонов Князев Цветков Левин Митрофанов
Воронов Аксёнов Софронов Мальцев Логинов Горшков Савин Краснов Майоров Демидов Елисеев Рыбаков Сафонов Плотников Дёмин
Хохлов Фадеев Молчанов Игнатов Литвинов Ершов Ушаков Дементьев Рябов Мухин Калашников Леонтьев Лобанов Кузин Корнеев
Евдокимов Бородин Платонов Некрасов Балашов Бобров Жданов Блинов Игнатьев Коротков Муравьёв Крюков Беляков Богомолов
Дроздов Лаврентьев Зуев Петухов Ларин Никулин Серов Терентьев Зотов Устинов Фокин Самойлов Константинов Сахаров Шишкин
Самсонов Черкасов Чистяков Носов Спиридонов Карасёв Авдеев Воронцов Зверев Владимиров Селезнёв Нечаев Кудряшов Седов
Фирсов Андрианов Панфилов Головин Терехов Ульянов Шестаков Агеев Никонов Селиванов Баженов Гордеев Кожевников Пахомов
Зимин Костин Широков Филимонов Ларионов Овсянников Сазонов Суворов Нефёдов Корнилов Любимов Львов Горбачёв Копылов
Лукин Токарев Кулешов Шилов Большаков Панкратов Родин Шаповалов Покровский Бочаров Никольский Маркин Горелов Агафонов
Берёзин Ермолаев Зубков Куприянов Трифонов Масленников Круглов Третьяков Колосов Рожков Артамонов Шмелёв Лаптев Лапшин
Федосеев Зиновьев Зорин Уткин Столяров Зубов Ткачёв Дорофеев Антипов Завьялов Свиридов Золотарёв Кулаков Мещеряков
Макеев Дьяконов Гуляев Петровский Бондарев Поздняков Панин Кочетков Суханов Рыжов Старостин Калмыков""".split()
_UK_WOMEN = """Наталія Тетяна Олена Ольга Ірина Світлана Людмила Галина Валентина Марія Ганна Катерина Юлія Анастасія
Вікторія Оксана Дарина Євгенія Олександра Альона Аліна Валерія Віра Діана Єлизавета Жанна Зінаїда Інна Христина Лариса
Лідія Лілія Любов Марина Надія Ніна Поліна Раїса Софія Тамара Яна Уляна Соломія Леся Олеся Мар'яна""".split()
_UK_MEN = """Іван Сергій Андрій Олександр Олексій Дмитро Микола Михайло Володимир Віктор Василь Юрій Олег Ігор Павло
Петро Григорій Федір Степан Роман Руслан Максим Леонід Костянтин Кирило Євген Данило Геннадій Віталій Вадим Богдан
Тарас Остап Ярослав""".split()
_UK_FAMILIES = """Шевченко Коваленко Бондаренко Ткаченко Кравченко Ковальчук Олійник Шевчук Поліщук Бойко Лисенко
Мельник Бондар Марченко Мороз Руденко Савченко Петренко Гончаренко Савчук Кравчук Клименко Павленко Харченко Хоменко
Паламарчук Романюк Гаврилюк Мазур Кучеренко Левченко Сидоренко Козак Пономаренко Василенко Кузьменко Гуменюк Бабенко
Литвиненко Даниленко Ковальський Козачук Захарченко Яценко Тимошенко Швець Ткачук Мартинюк Демченко Кириленко Кушнір
Федоренко Мищенко Дяченко Онищенко Черненко Назаренко Власенко Щербак Щербина Яковенко Вовк Сорока Кравець Тищенко
Іващенко Остапенко Дорошенко Опанасенко Гнатюк Яремчук Дем'янчук Хмельницький Вишневський Ольховська Цимбалюк Чумак
Чорний Білоус Гриценко Юрченко Зінченко Заєць Приходько Їжакевич Стецюк Пилипенко""".split()
_TK_WOMEN = """Aýgül Ogulgerek Maral Jeren Gözel Bahar Gülnara Gülşat Güljemal Gülälek Jemal Jennet Leýla Läle Mähri
Mahym Oguljahan Ogulnabat Ogulsapar Ogulbibi Ogulşat Bibi Sona Aýna Aýsoltan Aýjemal Ejegül Enejan Selbi Sülgün Şirin
Şeker Zöhre Züleýha Tawus Täzegül Üzük Hajar Patma Äşe Nurjemal Nargiz Altyn Aknabat Akjemal Amangül Annagül Orazgül
Bägül Gurbansoltan Ogulmaral Mährijemal Oguljeren Çynar Miwe Keýik Gülruh Aýperi Ogultäç Jahan Dürli Humaý""".split()
_TK_MEN = """Oraz Myrat Serdar Batyr Begenç Döwlet Maksat Merdan Gurban Guwanç Atamyrat Annamyrat Nury Ýusup Ylham Rüstem
Resul Rejep Saparmyrat Soltan Süleýman Şöhrat Toýly Hudaýberdi Hojamyrat Çary Ýazmyrat Baýram Kakajan Perhat Muhammet
Ahmet Ata Berdi Durdy Nurmuhammet Meret Gylyç Garly Amangeldi Annaguly Allaberdi""".split()
_TK_FAMILIES = """Orazow Berdiýew Annaýew Durdyýew Ataýew Nurmuhammedow Myradow Amanow Gurbanow Baýramow Çaryýew Nuryýew
Rejepow Saparow Hudaýberdiýew Hojaýew Meredow Gylyjow Garlyýew Amangeldiýew Annagulyýew Allaberdiýew Ataballyýew Babaýew
Begenjow Döwletow Ezizow Gurbangulyýew Halmyradow Italmazow Jumaýew Kakabaýew Kulyýew Mämmedow Mätäkow Nazarow Niýazow
Öwezow Pirliýew Rahmanow Rejebow Sähedow Sapargulyýew Seýidow Soltanow Şamyradow Tagaýew Taýlyýew Ýagmyrow Ýazmyradow
Ýusubow Ýollyýew Hallyýew Ylýasow Esenow Hydyrow Çaryguliýew Gulgeldiýew Bäşimow Atamyradow Annamyradow Bazarow Aşyrow
Akmyradow Täçmyradow Geldiýew Ilamanow Aýdogdyýew Nurgeldiýew Mäşadow Toýlyýew Garaýew Japarow""".split()

_Write = Callable[[str], str]
_RO_WRITE: tuple[tuple[int, _Write], ...] = (
    (10, str), (3, cedilla), (5, plain), (3, romanian_to_cyrillic),
)  # fmt: skip


def _scheme(name: str) -> _Write:
    return lambda text: from_cyrillic(text, name)


_RU_WRITE: tuple[tuple[int, _Write], ...] = (
    (9, str), (2, lambda text: text.replace("ё", "е")), (3, _scheme("english")), (2, _scheme("passport")),
    (1, _scheme("scholarly")), (4, _scheme("romanian")), (2, lambda text: plain(from_cyrillic(text, "romanian"))),
    (2, _scheme("informal")),
)  # fmt: skip
_UK_WRITE: tuple[tuple[int, _Write], ...] = (
    (9, str), (4, _scheme("ukrainian")), (2, _scheme("english")), (2, _scheme("romanian")),
)  # fmt: skip
_TK_WRITE: tuple[tuple[int, _Write], ...] = (
    (8, str), (3, plain), (5, turkmen_to_cyrillic), (3, turkmen_to_english),
)  # fmt: skip


def sample_people(count: int, seed: int = 1) -> list[dict[str, str]]:
    """`count` people as dicts of given, family, patronymic and alias (often empty); the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311  no secret
    makers = (_romanian, _russian, _ukrainian, _turkmen)
    return [rng.choices(makers, (50, 20, 12, 18))[0](rng) for _ in range(count)]


def _romanian(rng: random.Random) -> dict[str, str]:
    woman = rng.random() < 0.8
    given = rng.choice(_RO_WOMEN if woman else _RO_MEN)
    if rng.random() < 0.06:
        given += rng.choice(" -") + rng.choice(_RO_WOMEN if woman else _RO_MEN)
    patronymic = rng.choice(_RO_MEN) if rng.random() < 0.3 else ""
    return _person(rng, _RO_WRITE, given, _double(rng, _RO_FAMILIES, woman), patronymic, _RO_WOMEN)


def _russian(rng: random.Random) -> dict[str, str]:
    woman = rng.random() < 0.8
    given = rng.choice(_RU_WOMEN if woman else _RU_MEN)
    family = _double(rng, _RU_FAMILIES, woman, feminine)
    patronymic = patronym(rng.choice(_RU_MEN), woman) if rng.random() < 0.6 else ""
    return _person(rng, _RU_WRITE, given, family, patronymic, _RU_WOMEN)


def _ukrainian(rng: random.Random) -> dict[str, str]:
    woman = rng.random() < 0.8
    given = rng.choice(_UK_WOMEN if woman else _UK_MEN)
    family = _double(rng, _UK_FAMILIES, woman, feminine)
    return _person(rng, _UK_WRITE, given, family, "", _UK_WOMEN)


def _turkmen(rng: random.Random) -> dict[str, str]:
    woman = rng.random() < 0.8
    given = rng.choice(_TK_WOMEN if woman else _TK_MEN)
    family = rng.choice(_TK_FAMILIES) + ("a" if woman else "")
    patronymic = rng.choice(_TK_FAMILIES) + ("na" if woman else "iç") if rng.random() < 0.2 else ""
    return _person(rng, _TK_WRITE, given, family, patronymic, _TK_WOMEN)


def feminine(family: str) -> str:
    """A Russian or Ukrainian family name as a woman bears it."""
    if family.endswith(("ов", "ев", "ёв", "ин", "ын")):
        return family + "а"
    if family.endswith(("ский", "ський", "цкий", "цький")):
        return family[:-2] + ("ая" if family.endswith("кий") and "ь" not in family[-5:] else "а")
    return family


def patronym(father: str, woman: bool) -> str:
    """The Russian patronymic from a father's name."""
    if father.endswith("ий"):
        stem = father[:-2] + "ьев"
    elif father.endswith(("й", "ь")):
        stem = father[:-1] + "ев"
    elif father.endswith(("а", "я")):
        return father[:-1] + ("инична" if woman else "ич")
    else:
        stem = {"Пётр": "Петров", "Павел": "Павлов"}.get(father, father + "ов")
    return stem + ("на" if woman else "ич")


def _double(
    rng: random.Random, families: list[str], woman: bool, ending: Callable[[str], str] = lambda family: family
) -> str:
    borne = [rng.choice(families) for _ in range(2 if woman and rng.random() < 0.05 else 1)]
    return "-".join(ending(family) if woman else family for family in borne)


def _person(
    rng: random.Random,
    ways: tuple[tuple[int, _Write], ...],
    given: str,
    family: str,
    patronymic: str,
    chosen: list[str],
) -> dict[str, str]:
    write = rng.choices([way for _, way in ways], [weight for weight, _ in ways])[0]
    alias = rng.choice(chosen) if rng.random() < 0.08 else ""
    parts = {"given": given, "family": family, "patronymic": patronymic, "alias": alias}
    return {part: write(name) if name else "" for part, name in parts.items()}
