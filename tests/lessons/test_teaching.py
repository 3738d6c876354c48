"""teaching/: plans whose minutes add up, sections that exist, votes with one right answer, which is run where it can be."""

import ast
import builtins
import functools
import re
from urllib.parse import unquote

import keras
import numpy as np
import pandas as pd
import pytest
from lecture import votes
from make_slides import PANEL
from test_notebooks import LINK, anchors, prose
from tools.reading import minutes, notebook_cells, open_prose, tags
from tools.reference import ROOT
from tools.strong_words import WORDS, sentences

import helpers
import lstm_shapes
from lstm_shapes.causes import catalogue

TEACHING = ROOT / "teaching"
README = TEACHING / "README.md"
NOTEBOOKS = {path.stem: path for path in sorted((ROOT / "notebooks").glob("*.ipynb"))}
PAGES = sorted(path for path in TEACHING.glob("*.md") if path != README)
TEXTS = [README, *PAGES, *sorted(TEACHING.glob("*/README.md"))]
# What own_table offers in 13 is one panel, shown for three tables.
PANELS_OF_ONE_KIND = "13_your_own_data"
PARTS = ("Expect", "If the room is stuck", "Say", "Avoid", "Leave out")
each_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)


@functools.cache
def text(path):
    return path.read_text(encoding="utf-8")


def all_votes(chosen):
    many = [vote for path in PAGES for vote in votes(path) if chosen(vote)]
    return pytest.mark.parametrize("vote", many, ids=[f"{vote.page[:2]}-{vote.name[-1]}" for vote in many])


@functools.cache
def sections(name):
    """{heading: its cells} of a notebook; what stands before the first heading is called "opening"."""
    found = {"opening": []}
    for cell in notebook_cells(NOTEBOOKS[name]):
        heading = re.search(r"^## (.+)$", cell.source, flags=re.M) if cell.cell_type == "markdown" else None
        if heading:
            found[heading[1]] = []
        found[heading[1] if heading else [*found][-1]].append(cell)
    return found


def linked_sections(words):
    """(notebook, heading) of each link of some Markdown to a section of a notebook."""
    links = [unquote(link) for link in LINK.findall(words)]
    found = [one for one in (re.fullmatch(r"\.\./notebooks/(\w+)\.ipynb#(.+)", link) for link in links) if one]
    headings = {
        name: {heading.replace(" ", "-"): heading for heading in sections(name)} for name in {one[1] for one in found}
    }
    return [(one[1], headings[one[1]][one[2]]) for one in found]


def panels(name):
    """The calls of panels in a notebook, in order, as expressions."""
    code = "\n".join(cell.source for cell in notebook_cells(NOTEBOOKS[name]) if cell.cell_type == "code")
    calls = PANEL.findall(code)
    return calls[:1] if name == PANELS_OF_ONE_KIND else calls


# Pages ----------------------------------------------------------------------------------------------------------


def test_every_notebook_has_its_page_and_every_page_its_notebook():
    assert [path.stem for path in PAGES] == [name for name in NOTEBOOKS if not name.startswith("99")]
    assert "99_cheat_sheet.ipynb" in text(README)
    for path in PAGES:
        assert f"({path.name})" in text(README) and f"(../notebooks/{path.stem}.ipynb)" in text(path)


@each_page
def test_a_page_is_short_and_has_its_parts(path):
    assert len(text(path).splitlines()) < 70
    places = [text(path).find(f"**{part}**") for part in PARTS]
    assert -1 not in places and places == sorted(places)
    assert re.match(rf"# {path.stem[:2]} .+, in class\n", text(path))


def table(words):
    """(cells of each row) of the first table of some Markdown, without its head."""
    rows = re.findall(r"^\|(.+)\|$", words, flags=re.M)
    return [[cell.strip() for cell in row.split(" | ")] for row in rows][2:]


@each_page
def test_the_minutes_of_a_page_are_those_of_the_notebook_and_of_its_sections(path):
    parts = sections(path.stem)
    taught = [heading for heading in parts if heading != "opening" and "to copy" not in heading.lower()]
    end, told = 0, []
    for row in table(text(path)):
        first, last = map(int, re.fullmatch(r"(\d+) to (\d+)", row[0]).groups())
        named = [heading for name, heading in linked_sections(row[1]) if name == path.stem]
        taken = sum(minutes(parts[heading]) for heading in [*named, *(["opening"] if end == 0 else [])])
        assert first == end and named, row
        assert abs(last - first - taken) <= 2, f"{row[0]} for {taken:.1f} minutes"
        told += named
        end = last
    assert [heading for heading in told if heading in taught] == taught
    said = re.search(r"^\*\*Time\*\* about (\d+) min", parts["opening"][0].source, flags=re.M)[1]
    assert end == int(said)


@each_page
def test_a_page_has_two_or_three_votes_and_one_for_each_panel_and_says_when_they_are_held(path):
    found = votes(path)
    assert [vote.name for vote in found] == [f"Vote {number + 1}" for number in range(len(found))]
    assert sum(bool(vote.state) for vote in found) == len(panels(path.stem))
    assert 2 <= sum(not vote.state for vote in found) <= 3
    do = " ".join(row[1] for row in table(text(path)))
    assert re.findall(r"[Vv]ote (\d)", do) == [vote.name[-1] for vote in found]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(TEACHING).with_suffix("").as_posix())
def test_every_link_of_teaching_leads_somewhere(path):
    for link in LINK.findall(text(path)):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = unquote(link).partition("#")
        target = (path.parent / name).resolve() if name else path
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(TEACHING).with_suffix("").as_posix())
def test_the_words_of_teaching_are_those_of_the_house(path):
    words = re.sub(r"^(?:- [A-Z] |Set `).*$", "", text(path), flags=re.M)  # they quote panels and wrong ideas
    assert [one for one in sentences(words) if WORDS.search(one)] == []
    assert re.findall(r"\b(?:just|simply|easy|easily|obviously)\b|\w*dimension\w*", prose(path), flags=re.I) == []
    told = re.sub(r"^```.*?^```$|^\|[^\n]*$", "", words, flags=re.M | re.S)
    assert [one for one in sentences(told) if len(one.split()) > 36] == []


# Votes ----------------------------------------------------------------------------------------------------------


@all_votes(lambda vote: True)
def test_a_vote_has_one_right_option_and_every_wrong_one_names_its_idea(vote):
    letters = [letter for letter, _, _ in vote.options]
    assert letters == [*"ABCD"[: len(letters)]] and len(letters) >= 3
    assert vote.question.strip() and len({words for _, words, _ in vote.options}) == len(letters)
    assert vote.right
    if not vote.state:
        assert {wrong for _, wrong in vote.wrong} <= set(catalogue())


@all_votes(lambda vote: True)
def test_a_vote_repeats_no_sentence_of_the_notebook(vote):
    shown = " ".join(" ".join(cell.source.split()) for cell in notebook_cells(NOTEBOOKS[vote.page]))
    assert [one for one in sentences(vote.question) if len(one.split()) > 5 and one in shown] == []


def outcome(code, names):
    """What some lines give: the value of the last one as text, "an error", or None if that is a statement."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    try:
        exec(compile(tree, "vote", "exec"), names)
        return None if last is None else str(eval(compile(ast.Expression(last.value), "vote", "eval"), names))
    except Exception as error:
        assert last is not None and not isinstance(error, (NameError, SyntaxError)), error
        return "an error"


@all_votes(lambda vote: vote.code)
def test_the_right_option_is_what_the_lines_of_a_vote_give_and_no_wrong_one_is(vote):
    names = {"np": np, "pd": pd, "keras": keras, "helpers": helpers, "lstm_shapes": lstm_shapes}
    given = outcome(vote.code, names)
    if given is not None:
        begins = re.compile(rf"{re.escape(given)}(?![\w(%]|[.,]\d)")
        assert begins.match(vote.right), given
        assert not [words for words, _ in vote.wrong if begins.match(words)]
        return
    for words in [vote.right, *(words for words, _ in vote.wrong)]:  # lines of code, and the array that is wanted
        try:
            fits = np.array_equal(eval(words.strip("`"), names), names["wanted"])
        except ValueError:
            fits = False
        assert fits == (words == vote.right), words


def panel_says(call, state):
    """What a panel of a notebook says when its controls are set one after the other."""
    card = eval(call, {"helpers": helpers})
    card = getattr(card, "card", card)
    for setting in state.split("; "):
        name, _, value = setting.partition(": ")
        (control,) = [control for control in card.controls if control.description == name]
        values = {words: value for words, value in getattr(control, "options", None) or []}
        control.value = values[value] if values else int(value)
        assert control.value == (values[value] if values else int(value)), f"{setting} is out of reach"
    return repr(card)


@all_votes(lambda vote: vote.state)
def test_a_panel_says_the_right_option_and_each_wrong_one_in_the_state_that_it_names(vote, monkeypatch):
    monkeypatch.chdir(ROOT / "notebooks")
    place = [one for one in votes(TEACHING / f"{vote.page}.md") if one.state].index(vote)
    call = panels(vote.page)[place].replace('prices["close"]', 'helpers.price_table()["close"]')
    said = panel_says(call, vote.state)
    assert vote.right in said
    for words, state in vote.wrong:
        assert words not in said and words in panel_says(call, state), words


def test_most_votes_are_run():
    many = [vote for path in PAGES for vote in votes(path)]
    assert sum(bool(vote.code or vote.state) for vote in many) >= 2 / 3 * len(many)


# Plans ----------------------------------------------------------------------------------------------------------


def plans():
    """{heading: its Markdown} of the plans in the README: those whose heading names minutes."""
    parts = re.split(r"^## ", text(README), flags=re.M)[1:]
    return {part.splitlines()[0]: part for part in parts if re.search(r"\d+ minutes", part.splitlines()[0])}


each_plan = pytest.mark.parametrize("plan", plans())


@each_plan
def test_the_minutes_of_a_plan_add_up(plan):
    assert sum(int(row[0]) for row in table(plans()[plan])) == int(re.search(r"(\d+) minutes", plan)[1])


def test_there_are_four_plans_and_the_first_is_the_lecture_with_five_minutes_left_free():
    assert [int(re.search(r"(\d+) minutes", plan)[1]) for plan in plans()] == [50, 90, 240, 120]
    first = next(iter(plans().values()))
    assert [row[0] for row in table(first) if "free" in row[1].lower()] == ["5"]
    wanted = [(name, heading) for name in [*NOTEBOOKS][1:4] for heading in [*sections(name)][1:3]]
    assert linked_sections("\n".join(row[1] for row in table(first))) == wanted


@each_plan
def test_a_row_of_a_plan_takes_about_the_minutes_of_its_sections(plan):
    for row in table(plans()[plan]):
        taken = sum(minutes(sections(name)[heading]) for name, heading in linked_sections(row[1]))
        assert not taken or taken - 3 <= int(row[0]) <= taken + 6, f"{row} for {taken:.1f} minutes"


def loaded_and_stored(cell):
    tree = ast.parse(re.sub(r"(?m)^\s*[%!].*$", "", cell.source))
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    stored = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    stored |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    stored |= {node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    stored |= {node.name for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler) and node.name}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            stored |= {(one.asname or one.name).split(".")[0] for one in node.names}
    return {node.id for node in names if isinstance(node.ctx, ast.Load)}, stored


def spoken(cells):
    return " ".join(open_prose(cell) for cell in cells if cell.cell_type == "markdown")


def terms_of_the_others(parts, taken):
    """(term, section that explains it, section that uses it), where the second one is left out: a term is in italics at first."""
    found, open_terms = [], {}
    for heading, cells in parts.items():
        words = spoken(cells)
        terms = set(re.findall(r"(?<![\w*])\*([A-Za-z][a-z]+(?: [a-z]+)?)\*(?![\w*])", words))
        if heading in ["opening", *taken]:
            used = [term for term in open_terms if re.search(rf"\b{term}", words) and term not in terms]
            found += [(term, open_terms[term], heading) for term in used]
            open_terms = {term: home for term, home in open_terms.items() if term not in terms}
        else:
            open_terms = dict.fromkeys(terms, heading) | open_terms
    return found


def test_a_term_of_a_section_that_is_left_out_is_noticed():
    parts = sections("04_silent_shapes")
    taken = [heading for heading in parts if heading[:3] in ("4.1", "4.3")]
    found = [(term, home[:3], used[:3]) for term, home, used in terms_of_the_others(parts, taken)]
    assert ("recurrent", "4.2", "4.3") in found


@each_plan
def test_no_section_of_a_plan_presupposes_one_that_the_plan_leaves_out(plan):
    chosen = linked_sections("\n".join(row[1] for row in table(plans()[plan])))
    before = re.search(r"^\*\*Before\*\* (.+?)\n\n", plans()[plan], flags=re.M | re.S)
    ready = set(re.findall(r"notebooks/(\w+)\.ipynb", before[1])) if before else set()
    for name in dict.fromkeys(name for name, _ in chosen):
        parts = sections(name)
        taken = [heading for heading in parts if (name, heading) in chosen]
        known = set(dir(builtins))
        for cell in [cell for heading in ["opening", *taken] for cell in parts[heading]]:
            if cell.cell_type == "code" and not {"copy-me", "solution"} & set(tags(cell)):
                loaded, stored = loaded_and_stored(cell)
                known |= stored
                assert loaded <= known, f"{name} lacks {loaded - known}"
        for heading in taken:
            number = int(heading.split(" ")[0].partition(".")[2])
            for other in re.findall(rf"(?<![\w.])0?{int(name[:2])}\.(\d)\b", LINK.sub("", spoken(parts[heading]))):
                others = [one for one in taken if one.startswith(f"{int(name[:2])}.{other} ")]
                assert int(other) >= number or others, f"{heading} speaks of {other}"
        assert terms_of_the_others(parts, taken) == [], name
        needed = re.findall(r"^\|(.+)\| necessary \|$", parts["opening"][0].source, flags=re.M)
        for other in re.findall(r"\((\w+)\.ipynb\)", "".join(needed)):
            assert other in ready or other in [one for one, _ in chosen], f"{name} needs {other}"
        ready.add(name)


def test_the_readme_and_the_map_of_the_house_name_the_folder():
    assert "(teaching/README.md)" in text(ROOT / "README.md")
    assert re.search(r"^teaching/ ", text(ROOT / "CONTRIBUTING.md"), flags=re.M)
