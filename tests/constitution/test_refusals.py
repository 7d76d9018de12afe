"""What a wrong file is told: the line, the table, what is wrong, what would be right (format section 8)."""

import pytest

import constitution
from constitution import Refused
from tests.constitution.heath import HEATH, changed, line_of


def refused(text: str) -> list[str]:
    with pytest.raises(Refused) as caught:
        constitution.load(text)
    return [str(problem) for problem in caught.value.problems]


def only(before: str, after: str) -> tuple[str, int]:
    """The one sentence that a change brings about, and the line of the change."""
    text, line = changed(before, after)
    told = refused(text)
    assert len(told) == 1, told
    return told[0], line


ON_ITS_LINE = [
    ('rounded  = "up"', 'roundde = "up"', '[quorum.group] unknown key "roundde"; did you mean "rounded"?'),
    (
        'of       = "affiliated schools"',
        'of = "affiliate schools"',
        "[quorum.group] \"affiliate schools\" is not one of: 'affiliated schools', 'seats', 'posts filled', "
        "'members', 'members entitled to vote', 'members present', 'votes cast'",
    ),
    (
        'at_least = "60%"',
        'at_least = "101%"',
        '[quorum.group] "101%": a share lies above 0% and not above 100%',
    ),
    ('share = "40%"', "share = 0.4", '[tier.silver] write a share as "60%", "1/3" or "two thirds"'),
    (
        'clause   = "Meetings"\nsays     = "at least 1 week',
        'clause = "Meeting"\nsays = "at least 1 week',
        '[deadline.papers] no clause is called "Meeting"',
    ),
    (
        'says     = "at least 1 week before"',
        'says = "at least 2 weeks before"',
        '[deadline.papers] the words "at least 2 weeks before" do not stand in Meetings',
    ),
    (
        '{ office = "chair", counts',
        '{ office = "chairr", counts',
        '[body.group] there is no office called "chairr"',
    ),
    (
        'held_by = ["headteacher"]',
        'held_by = ["headteacer"]',
        '[office.chair] nobody is called "headteacer" in this constitution; did you mean "headteacher"?',
    ),
    ("[leaving.silver]", "[leeving.silver]", "unknown table [leeving]; did you mean [leaving]?"),
    (
        "given  = { schools = 35 }",
        "given  = { school = 35 }",
        'the question "quorum" knows no fact "school"; it knows: schools, seats, vacant, filled, '
        "members, entitled, "
        "suspended, disqualified, meeting, decision, raised_to",
    ),
    (
        'before   = "papers"',
        'before = "paper"',
        '[deadline.items] there is no event or deadline called "paper"',
    ),
    ('rights = ["network"]', 'rights = ["networks"]', '[tier.silver] there is no service called "networks"'),
    (
        'run_by        = "clerk"',
        'run_by = "clark"',
        '[constitution] nobody is called "clark" in this constitution; did you mean "clerk"?',
    ),
    (
        "[office.chair]",
        "[office.Chair]",
        '[office.Chair] "Chair": an identifier is lower case letters, figures and hyphens, as full-group',
    ),
    (
        'clause = "Subscription"\nname   = "Silver"',
        'clause = []\nname = "Silver"',
        '[tier.silver] names no clause; write its title, or "silent"',
    ),
    ("format = 1", "format = 2", "format 2 is not known; this program reads format 1"),
    ("halves  = true", 'halves = "yes"', '[calendar] "yes": write true or false'),
    ('name   = "The network"', "name = 3", "[service.network] 3: write words in quotes"),
    ("answer = 21", "answr = 21", '[[examples]] unknown key "answr"; did you mean "answer"?'),
    ('ask    = "quorum"', 'ask = "qourum"', 'there is no question "qourum"; did you mean "quorum"?'),
    (
        'of     = "silver"',
        'of = "sliver"',
        'there is no tier called "sliver"; did you mean "silver"?; this constitution has: silver',
    ),
    (
        "{ to_leave_on = 2026-07-31 }",
        '{ to_leave_on = "2026-07-31" }',
        'the fact "to_leave_on" is "2026-07-31": write a day without quotes, as 2023-07-19',
    ),
    (
        "{ to_leave_on = 2026-07-31 }",
        "{ to_leave_on = true }",
        'the fact "to_leave_on" is a day such as 2024-03-14, not true',
    ),
    (
        'reading.before = "',
        'reading.notice_by = "',
        '[leaving.silver] has a reading of "notice_by", which is not written',
    ),
    ('Summer = "£600"', 'Summer = "£700"', "[payment.chair] the parts come to £2,100, not £2,000"),
    (
        "Spring = ",
        "Lent = ",
        '[payment.chair] there is no term called "Lent"; the calendar has: Autumn, Spring, Summer',
    ),
]


MISSHAPEN = [
    ("[quorum.group]\n", "[[quorum.group]]\n", "[quorum] stands once; write its name in single brackets"),
    ("[tier.silver]\n", "[[tier]]\n", "[[tier]] stands once; write its name in single brackets"),
    ('{ then = "adjourn" }', '"adjourn"', '[quorum.group] "adjourn": write a table, as { key = value }'),
    ('{ then = "adjourn" }', '{ the = "adjourn" }', '[quorum.group] unknown key "the"; did you mean "then"?'),
    (
        'clause = "Subscription"\nname   = "Silver"',
        'clause = 3\nname = "Silver"',
        "[tier.silver] 3: write words in quotes",
    ),
]


@pytest.mark.parametrize(("before", "after", "sentence"), ON_ITS_LINE + MISSHAPEN, ids=str)
def test_a_slip_is_told_on_its_own_line(before, after, sentence):
    told, line = only(before, after)
    assert told.startswith(f"line {line}: {sentence}")


ON_THE_TABLE = [
    (
        'rounded  = "up"',
        'more_than = "half"',
        "[quorum.group]",
        "say exactly one of: at_least, more_than, table, all_present, greater_of, lesser_of (found "
        "at_least, more_than)",
    ),
    (
        'reading  = "The text does not say; three days let the clerk make the papers."',
        "",
        "[deadline.items]",
        "needs a reading that says what is assumed",
    ),
    (
        'before   = "meeting"',
        'before = "items"',
        "[deadline.papers]",
        "goes round in a circle: papers -> items -> papers",
    ),
    (
        'clause = "Subscription"\nname   = "The network"',
        'name = "The network"',
        "[service.network]",
        'needs the key "clause"',
    ),
]


@pytest.mark.parametrize(
    ("before", "after", "table", "sentence"), ON_THE_TABLE, ids=[r[3][:30] for r in ON_THE_TABLE]
)
def test_what_is_wrong_with_a_whole_table_is_told_at_its_head(before, after, table, sentence):
    told, _ = only(before, after)
    assert told == f"line {line_of(table)}: {table} {sentence}"


def test_a_kind_of_rule_without_an_identifier_is_told_once():
    told, line = only("[quorum.group]\n", "[quorum]\n")
    assert told == f"line {line + 1}: [quorum] needs an identifier, as [quorum.name]"


def test_a_clause_that_quotes_a_rule_that_is_nowhere():
    told, line = only("{leaving.silver.notice}", "{leaving.silvr.notice}")
    assert (
        told
        == f'line {line - 1}: clause "Pledge" quotes {{leaving.silvr.notice}}, which is nowhere in this file'
    )


def test_a_circle_of_offices_is_told_once():
    office = '[office.{}]\nclause = "Meetings"\nfollows = "{}"\nterm = "1 year"\n\n'
    both = office.format("past", "next") + office.format("next", "past")
    told, line = only("[event.meeting]", f"{both}[event.meeting]")
    assert told == f"line {line}: [office.past] goes round in a circle: past -> next -> past"


def test_two_clauses_of_one_title():
    text, line = changed('title = "Subscription"', 'title = "Pledge"')
    first = line_of('title = "Pledge"') - 2
    assert f'line {line}: two clauses are called "Pledge"; the other is at line {first}' in refused(text)


def test_the_same_table_twice_is_not_toml():
    (told,) = refused(HEATH + '\n[office.chair]\nclause = "Meetings"\n')
    assert told.startswith("not readable as TOML: ")
    assert f"(at line {HEATH.count(chr(10)) + 2}, column " in told


def test_a_quote_that_is_not_closed_is_told_where_it_was_opened():
    text, _ = changed("And we will keep to it.\n'''", "And we will keep to it.")
    with pytest.raises(Refused) as caught:
        constitution.load(text[: text.index("[text.pledge]")])
    (problem,) = caught.value.problems
    opened = line_of("words = '''\nWe give")
    assert problem.line == opened
    assert str(problem).endswith(f"(at line {opened}, column 9)")


def test_all_errors_of_a_stage_are_told_at_once_in_the_order_of_the_file():
    text, _ = changed('rounded  = "up"', 'roundde = "up"')
    text = text.replace('share = "40%"', "share = 0.4").replace('term    = "2 years"', 'term = "two years"')
    told = refused(text)
    assert [each.split("]")[0].split("[")[1] for each in told] == [
        "tier.silver",
        "quorum.group",
        "office.chair",
    ]
    assert [int(each.split(":")[0].removeprefix("line ")) for each in told] == sorted(
        line_of(passage) for passage in ('share = "40%"', 'rounded  = "up"', 'term    = "2 years"')
    )


def test_references_are_only_looked_at_when_every_value_can_be_read():
    text, _ = changed('rounded  = "up"', 'roundde = "up"')
    assert len(refused(text.replace('office = "chair"', 'office = "chairr"'))) == 1


def test_a_file_of_more_than_two_megabytes_is_refused():
    assert refused(HEATH + "#" * 2_000_000) == ["the file is larger than 2 MB"]


def test_a_file_without_a_format_is_refused():
    assert refused(HEATH.replace("format = 1\n", "")) == ['line 1: needs the key "format"; write format = 1']


def test_nesting_without_end_is_refused_and_not_fallen_over():
    (told,) = refused("x = " + "[" * 100_000)
    assert told.startswith("not readable as TOML")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("holders = 1", "holders = true"),
        ("in_force_from = 2024-09-01", 'in_force_from = "2024-09-01"'),
        ("in_force_from = 2024-09-01", "in_force_from = 2024-09-01T10:00:00"),
        ("halves  = true", "halves = 1"),
        ("holders = 1", "holders = 0"),
        ("holders = 1", "holders = 1.0"),
        ("holders = 1", 'holders = "1"'),
        ('amount = "£2,000"\n', "amount = 2000\n"),
        ('leave_on = "31 July"', 'leave_on = "29 February"'),
        ('leave_on = "31 July"', 'leave_on = "31 June"'),
        ('notice   = "12 months"', 'notice = "twelve months"'),
    ],
)
def test_values_are_read_strictly(before, after):
    told, line = only(before, after)
    assert told.startswith(f"line {line}: ")


def test_a_quotation_may_stand_in_any_of_the_named_clauses_spaces_aside():
    text, _ = changed(
        'says     = "At least 60% of the schools"', 'says = ["At least  60%\\nof the schools", "half term"]'
    )
    assert constitution.load(text).quorum["group"].says[1] == "half term"


def test_a_quotation_may_run_over_a_figure_that_the_clause_quotes_from_a_rule():
    text, _ = changed(
        "At least 60% of the schools are", "At least {quorum.group.at_least} of the schools are"
    )
    assert constitution.load(text).quorum["group"].says == ("At least 60% of the schools",)


CLASHES = [
    ('at_least = "60%"', 'at_least = "101%"\nmore_than = "half"', "[quorum.group]"),
    (
        '{ office = "chair", counts = false }',
        '{ office = "chair", category = "x", counts = "no" }',
        "[body.group]",
    ),
    ('begins  = "1 September"', 'begins  = "September"\nbegins_at = "meeting"', "[office.chair]"),
    ('at_least = "3 days"', 'at_least = "three days"\nafter = "meeting"', "[deadline.items]"),
]


@pytest.mark.parametrize(("before", "after", "table"), CLASHES, ids=str)
def test_keys_that_cannot_stand_together_are_told_beside_what_else_is_wrong_in_their_table(
    before, after, table
):
    told = refused(changed(before, after)[0])
    assert len(told) == 2
    assert any(f"{table} say " in each and "one of: " in each for each in told)


def test_a_misspelt_key_is_told_alone_and_not_as_a_missing_way_too():
    told, line = only('at_least = "60%"', 'at_lest = "60%"')
    assert told == f'line {line}: [quorum.group] unknown key "at_lest"; did you mean "at_least"?'


def test_a_table_that_stands_alone_keeps_its_name_wherever_inside_it_the_slip_is():
    needs = '\n[membership]\nclause = "Pledge"\nneeds = "pledge"\nwithout = { "annual fee" = "shown" }\n'
    [told] = refused(HEATH + needs)
    assert told.endswith('[membership] "annual fee" is not among what membership needs')
    steps = '\n[evaluation]\nclause = "Pledge"\nsteps = [{ what = "Visit", when = "May", who = "cheir" }]\n'
    [told] = refused(HEATH + steps)
    assert '[evaluation] nobody is called "cheir"' in told


def test_a_closed_set_is_listed_whole_even_where_a_word_has_an_apostrophe():
    approve = '\n[authority.approve-payment]\nclause = "Pledge"\nnever = ["payer"]\n'
    [told] = refused(HEATH + approve)
    assert told.endswith("is not one of: 'payee', 'of the payee's school', 'requester'")


@pytest.mark.parametrize("number", ['"half"', "2.5", "true"])
def test_a_number_that_is_none_is_told_how_one_is_written(number):
    [told] = refused(HEATH + f'\n[calling.group]\nclause = "Pledge"\nby = {number}\n')
    assert told.endswith('write a number as 3, or as a table: { at_least = "60%", of = "members" }')
