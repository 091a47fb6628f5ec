"""Names that sound alike have one key; names that do not, do not."""

import pytest
from hypothesis import given, strategies as st

from hospital.core.names import initials, sound, word_sound, words

ALIKE = """
Luiz Luís · Thiago Tiago · Souza Sousa · Jéssica Gessica Géssica · Wagner Vagner · Cristiane Christiane ·
Philippe Filipe · Izabel Isabel Ysabel · Manoel Manuel · Giovana Geovana Jovana Giovanna · Jorge George ·
Andréia Andrea Andreya · Victor Vitor · Baptista Batista · Elizabeth Elisabete Elisabeth · David Davi ·
Helena Elena · Jhonatan Jonatan Jonathan Jhonathan · Kátia Cátia Katya · Gonçalves Goncalves Gonsalves ·
Conceição Conceicao Conseição · Teixeira Teicheira Teyxeira · Joaquim Joaquin · Yago Iago Hiago ·
Raquel Rachel Rakel · Xavier Chavier · Michele Michelle Mixele · Nascimento Nacimento Nassimento ·
Assis Asis · Queiroz Queirós Keiroz · Walter Valter · Leandro Liandro · Thaís Taís Tays Thays ·
Rian Ryan · Regiane Rejane · Sílvia Sylvia · Hélio Elio Élio · Luíza Luisa · Mateus Matheus ·
Kelly Keli Kely · Wilson Vilson · Camila Camilla Kamila · Rodrigues Rodriguez · Muniz Munis ·
Magalhães Magalhaes · Wesley Veslei · Sarah Sara · Deborah Débora · Karina Carina · Felix Félis
"""

APART = [
    ("Nelson", "Nilson"), ("Carla", "Clara"), ("Paulo", "Paula"), ("Marcos", "Márcio"), ("Ana", "Ane"),
    ("Luan", "Luana"), ("José", "Josué"), ("Rosa", "Rosana"), ("Maria", "Mara"), ("João", "Joana"),
    ("Guilherme", "Gilmar"), ("Tânia", "Dânia"),
]  # fmt: skip


@pytest.mark.parametrize("names", [group.split() for group in ALIKE.split("·")])
def test_spellings_of_one_name_sound_the_same(names: list[str]) -> None:
    assert len({word_sound(name) for name in names}) == 1, [word_sound(name) for name in names]


@pytest.mark.parametrize(("one", "other"), APART)
def test_different_names_sound_different(one: str, other: str) -> None:
    assert word_sound(one) != word_sound(other)


def test_particles_do_not_count() -> None:
    assert sound("Luís de Souza e Silva") == sound("LUIZ SOUSA DA SILVA") == "luis sousa silva"
    assert words("Ana de Souza-Costa dos Santos") == ["Ana", "Souza", "Costa", "Santos"]
    assert sound("D'Ávila") == sound("Dávila")


def test_initials_are_of_the_first_and_the_last_name() -> None:
    assert initials("Ana Maria de Souza") == "AS"
    assert initials("Éder") == "É"
    assert initials("de") == "D"
    assert initials("") == ""


@given(st.text(max_size=40))
def test_any_text_has_a_sound_that_is_plain(text: str) -> None:
    key = sound(text)
    assert key == key.strip().lower()
    assert all(c == " " or ("a" <= c <= "z") for c in key)
