"""What the words before a date or time say that happened then: publication, a change, or something else."""

import re

_LONGEST = 60  # characters of a label

_OF_PUBLICATION = re.compile(
    r"\b(?:publi|posted|issued|created|released|veröffentlich|erstellt|erschienen|pubblicat|gepubliceerd"
    r"|geplaatst|opublikowan|zverejn|zveřejn|vydán|megjelen|közzét|julkais|offentliggjort|yayın|đăng|oluştur"
    r"|xuất bản|diterbitkan|опублик|публик|опубліков|δημοσι|objavljen|paskelbt|avaldatud|प्रकाशित)\w*"
    r"|نشر|פורסם|发布|發布|发表|發表|配信|公開|投稿|입력|등록|게시",
    re.I,
)
_OF_A_CHANGE = re.compile(
    r"\b(?:updat|modif|revis|reviewed|edited|corrected|amended|changed|as of\b|last checked"
    r"|aktuali[sz]|geändert|überarbeitet|stand\b|letzte änderung"
    r"|mis(?:e)? à jour|màj\b|maj\b|actuali[sz]|modificad|modificat|corregid|aggiorn|atualiz|alterad"
    r"|bijgewerkt|gewijzigd|aangepast|modifica\b|redigeret|laatste update"
    r"|обновл|измен|оновл|змінен|zaktualiz|frissít|frissül|módosít"
    r"|päivitet|muokat|uppdater|opdater|oppdater|ændret|endret|ändrad|güncel|cập nhật|diperbarui|dikemas"
    r"|ενημερώ|ενημέρω|актуализ|ažurira|uuendatud|atnaujint|atjaunin)\w*"
    r"|تحديث|עודכן|به.?روز|अपडेट|अद्यतन|更新|수정",
    re.I,
)
# Of pictures, persons, happenings and offers; what is said of a text stands above
_OF_SOMETHING_ELSE = re.compile(
    r"\b(?:photos?|photograph\w*|pictures?|pictured|images?|illustration|graphic|foto\w*|bild(?=\s*:)|taken"
    r"|shot on|recorded|filmed|aufgenommen|born|died|geboren|gestorben|né|née|nacid[oa]|nat[oa] (?:a|il)"
    r"|joined|since|expires?|expiry|valid|until|deadline|closes|closing|opens|opening|due|starts?|begins?|ends?|event|held"
    r"|scheduled|premi[eè]res?|in cinemas|copyright|accessed|retrieved|comments (?:closed?|open)|registered"
    r"|founded|effective|in force|gültig|bis|fällig|veranstaltung|termin|jusqu[’']au|valable|hasta|válido"
    r"|fino al|evento?|geldig|tot|next|nächste\w*|prochaine?|próxim[oa]|prossim[oa])\b|©",
    re.I,
)


def is_of_publication(before: str) -> bool:
    """Whether what stands before a date or time says that then something was published."""
    return says_published(_label(before))


def says_published(text: str) -> bool:
    """Whether a text has a label of a date of publication anywhere."""
    return bool(_OF_PUBLICATION.search(text))


def is_of_change(before: str) -> bool:
    """Whether what stands before a date or time says that then something was changed: "Last updated on"."""
    return bool(_OF_A_CHANGE.search(_label(before)))


def is_of_something_else(before: str) -> bool:
    """Whether it says that then something else happened than that the text was published or changed."""
    return bool(_OF_SOMETHING_ELSE.search(_label(before))) and not is_of_publication(before)


def without_labels(text: str) -> str:
    """What follows the label of publication in `text`, up to a label of a change.

    Without the former, what stands before the label of a change, or behind one that begins the text.
    """
    published = _OF_PUBLICATION.search(text)
    rest = text[published.end() :] if published else text
    changed = _OF_A_CHANGE.search(rest)
    if not changed:
        return rest
    before = rest[: changed.start()]
    return before if any(map(str.isdigit, before)) else re.sub(r"^\w*", "", rest[changed.end() :])


def before_change(text: str) -> str:
    """What stands in `text` before a label of a change."""
    changed = _OF_A_CHANGE.search(text)
    return text[: changed.start()] if changed else text


def _label(before: str) -> str:
    """The words since the last number or bar."""
    return re.split(r"[\d|•·]", before)[-1][-_LONGEST:]
