"""The transducer of Voikko: known answers, and refusals of what it cannot read."""

import pytest

from search.analysis import voikko

KNOWN = {
    "seuranta-aika": ["[Ln][Xp]seuranta[X]seurant[Sn][Ny]a-[Bh][Bc][Ln][Xp]aika[X]aik[Sn][Ny]a"],
    "kansainvälistymishankkeissa": [
        "[Lt][Xp]kansain=välistää[X]kansain[Bm]välist[Xj]yä[X]y[Tn4]mis[Bh][Bc][Ln][Xp]hanke[X]hankke[Sine][Nm]issa"
    ],
    "opetussuunnitelma": [
        "[Ln][Xp]opetus[X]opetu[Sn][Ny]s[Bh][Bc][Ln][Xp]suunnitelma[X]suunnitelm[Sn][Ny]a",
        "[Lt][Xp]opettaa[X]opet[Ln][Xj]us[X]u[Sn][Ny]s[Bh][Bc][Ln][Xp]suunnitelma[X]suunnitelm[Sn][Ny]a",
    ],
    "elohiiri": ["[Lt][Xp]elää[X]el[Xj]o[X][Ln]o[Sn][Ny][Bh][Bc][Ln][Xp]hiiri[X]hiir[Sn][Ny]i"],
    "blockchain": [],
    "": [],
    "漢字": [],
}


@pytest.mark.parametrize("word", KNOWN)
def test_words_have_these_readings(word: str) -> None:
    readings = voikko.transducer().lookup(word)
    assert sorted("".join(symbols) for symbols in readings) == KNOWN[word]


def test_what_is_remembered_changes_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    file = voikko.path()
    assert file is not None
    fresh = voikko.Transducer(file.read_bytes())
    words = [word for word in KNOWN if word] * 2
    before = [fresh.lookup(word) for word in words]
    monkeypatch.setattr(voikko, "MOST_REMEMBERED", 3)
    assert [fresh.lookup(word) for word in words] == before


def test_a_word_too_long_is_given_up() -> None:
    assert voikko.transducer().lookup("talo" * 8) != []
    assert voikko.transducer().lookup("talo" * 17) == []


@pytest.mark.parametrize("data", [b"", b"PNG..", b"KFST" + bytes(12) + b"\1"])
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="transducer"):
        voikko.Transducer(data)
