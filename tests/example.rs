//! The worked example: every fact of the case is there, no finer than it was told, and nobody is named.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use second_story::archive::{Row, owed};
use second_story::document::{Replica, Seed, Stamp};
use second_story::exchange::import::example::{self, FIRST_ACCOUNT, POSTMORTEM};
use second_story::review::choice::{Again, EffectOf, Family, LayerState, Rung};
use second_story::review::field::{item, meta};
use second_story::review::moment::{Day, Instant, Precision, Wall};
use second_story::review::relation::{Stated, related, supporting};
use second_story::review::{Item, ItemId, Moment, PersonId, Prose, ReviewView, kind};
use std::collections::BTreeSet;
use std::sync::Arc;

const FACTS: &str = include_str!("../src/exchange/import/example/gitlab-2017-01-31.csv");
const NOW: i64 = 1_773_790_000_000;

/// A copy, and its items in the order in which they were made.
fn made(number: u8) -> (Replica, ReviewView, Vec<ItemId>) {
    let by = PersonId::new("reader");
    let mut replica = Replica::create(&Seed { id: [number; 16], actor: [number ^ 0x55; 16] }).unwrap();
    let mut order: Vec<ItemId> = Vec::new();
    let mut fresh = || {
        order.push(ItemId::from_bytes(&[number, u8::try_from(order.len()).unwrap()]));
        order.last().unwrap().clone()
    };
    let act = replica.view().unwrap().act(&example::intents(&mut fresh, &by, NOW));
    replica.carry_out(&act, &Stamp { by, now_ms: NOW }).unwrap();
    let view = replica.view().unwrap();
    assert_eq!(view, act.view);
    (replica, view, order)
}

/// One line of the facts: at, at_precision, known_at, kind, lane, text, source.
fn facts() -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for line in FACTS.lines().skip(1) {
        let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
        for letter in line.chars() {
            match letter {
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(std::mem::take(&mut cell)),
                letter => cell.push(letter),
            }
        }
        cells.push(cell);
        assert_eq!(cells.len(), 7, "{line}");
        rows.push(cells);
    }
    rows
}

fn start_of(text: &str) -> Instant {
    let number = |from: usize, to: usize| text.get(from..to).map_or(0, |part| part.parse::<u32>().unwrap());
    let day = Day::new(2017, number(5, 7), number(8, 10)).unwrap();
    Wall { day, second: number(11, 13) * 3600 + number(14, 16) * 60, nanos: 0 }.at_offset(0).unwrap()
}

/// The last instant of the minute or the day.
fn last_of(text: &str) -> Instant {
    start_of(text).plus(if text.contains('T') { 60 } else { 86_400 }).just_before()
}

/// The lines of the timeline, each beside its fact: both are in the order of the facts.
fn told(view: &ReviewView, order: &[ItemId]) -> Vec<(Arc<Item>, Vec<String>)> {
    let entries: Vec<Arc<Item>> =
        order.iter().map(|id| view.item(id).unwrap().clone()).filter(|item| item.kind() == kind::ENTRY).collect();
    assert_eq!(entries.len(), facts().len());
    assert_eq!(entries.len(), view.timeline().count());
    entries
        .into_iter()
        .zip(facts())
        .inspect(|(entry, fact)| {
            let (ours, theirs) = (content_words(entry.body()), content_words(&fact[5]));
            let shared = theirs.intersection(&ours).count();
            assert!(shared * 5 >= theirs.len() * 2, "“{}” does not tell of “{}”", entry.body(), fact[5]);
        })
        .collect()
}

fn content_words(text: &str) -> BTreeSet<String> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| word.len() > 3 || word.chars().any(|letter| letter.is_ascii_digit()))
        .map(str::to_lowercase)
        .collect()
}

#[test]
fn every_fact_has_its_line_and_no_line_is_finer_than_its_fact() {
    let (_, view, order) = made(1);
    for (entry, fact) in told(&view, &order) {
        let [at, precision, known, kind, lane, text, source] = fact.as_slice() else { panic!("{fact:?}") };
        let moment = entry.at();
        let bounds = (moment.earliest(), moment.latest());
        match precision.as_str() {
            "minute" => assert_eq!(bounds, (Some(start_of(at)), Some(last_of(at))), "{text}"),
            "range" => {
                let (from, to) = at.split_once('/').unwrap();
                assert_eq!(bounds, (Some(start_of(from)), Some(last_of(to))), "{text}");
            }
            "approximate" => {
                assert!(moment.is_approximate(), "{text}");
                assert_eq!(moment.nominal(), Some(start_of(at)), "{text}");
                assert!(bounds.0 < Some(start_of(at)) && bounds.1 > Some(start_of(at)), "{text}");
            }
            "before" => assert_eq!(bounds, (None, Some(start_of(at).just_before())), "{text}"),
            "unknown" => {
                assert_eq!(bounds, (None, None), "{text}");
                assert!(!moment.is_placed(), "{text}");
            }
            other => panic!("{other}"),
        }
        match (known.as_str(), entry.known_at()) {
            ("", said) => assert_eq!(said, None, "{text}"),
            (known, Some(said)) => {
                let (from, to) = known.split_once('/').unwrap_or((known, known));
                assert!(said.earliest() <= Some(start_of(from)) && said.latest() >= Some(last_of(from)), "{text}");
                assert_eq!(said.nominal(), Some(start_of(from)), "{text}");
                if from != to {
                    assert_eq!((said.earliest(), said.latest()), (Some(start_of(from)), Some(last_of(to))), "{text}");
                }
            }
            (known, None) => panic!("“{text}” is known from {known}"),
        }
        assert_eq!(entry.field(item::LANE).text(), lane.as_str());
        assert_eq!(entry.field(item::SOURCE).text(), source.as_str());
        assert_eq!(entry.field(item::LINK).text().contains(FIRST_ACCOUNT), source.contains("incident notes"));
        assert_eq!(entry.field(item::LINK).text().contains(POSTMORTEM), source.contains("postmortem"));
        if matches!(kind.as_str(), "alarm" | "decision" | "impact" | "recovery") {
            assert_eq!(entry.entry_kind().key(), kind);
        }
    }
}

#[test]
fn at_23_00_nobody_knew_what_the_backups_were_worth() {
    let (_, view, order) = made(1);
    let eleven = Moment::exact(start_of("2017-01-31T23:00Z"), Precision::Minute);
    let surely_known = |entry: &Item| entry.known_at().is_some_and(|known| known.latest() <= eleven.latest());
    let surely_not = |entry: &Item| entry.known_at().is_none_or(|known| eleven.before(&known) == Some(true));
    let told = told(&view, &order);
    let backups: Vec<_> = told.iter().filter(|(_, fact)| fact[4] == "backups").collect();
    assert_eq!(backups.len(), 4);
    for (entry, _) in backups {
        assert!(surely_not(entry), "“{}” was found only while looking for something to restore", entry.body());
    }
    let unsaid: Vec<&str> = told.iter().filter(|(_, fact)| fact[2].is_empty()).map(|(entry, _)| entry.body()).collect();
    assert_eq!(unsaid.len(), 2, "that pg_basebackup waits, and the job that deletes an account");
    for (entry, fact) in &told {
        if fact[2].is_empty() {
            assert_eq!(entry.known_at(), None, "nobody has said when “{}” was known", entry.body());
        } else if fact[2].as_str() < "2017-01-31T23" {
            assert!(surely_known(entry), "“{}” was known at 23:00", entry.body());
        } else if fact[2].as_str() > "2017-01-31T23:01" {
            assert!(surely_not(entry), "“{}” was not known at 23:00", entry.body());
        }
    }
}

// S1-7, S3-52, S3-17, S3-48
#[test]
fn the_review_is_whole() {
    let (_, view, _) = made(1);
    for prose in Prose::ALL.iter().filter(|prose| !matches!(prose, Prose::NothingBecause)) {
        assert!(!view.prose(*prose).is_empty(), "{} is empty", prose.key());
    }
    let decisions: Vec<&Arc<Item>> = view.timeline().filter(|entry| entry.entry_kind().key() == "decision").collect();
    assert_eq!(decisions.len(), 2);
    for decision in decisions {
        assert!(decision.field(item::WHY).text().len() > 200, "why “{}” made sense", decision.body());
    }
    assert_eq!(view.of_kind(kind::IMPACT).count(), 3);
    assert!(view.of_kind(kind::FACTOR).count() >= 5 && view.of_kind(kind::QUESTION).count() >= 2);
    let dispositions: Vec<&str> =
        view.of_kind(kind::CANDIDATE).map(|change| change.field(item::DISPOSITION).text()).collect();
    assert_eq!(dispositions, ["funded", "funded", "budget", "declined", "declined"]);
    // What contributed is placed, and stands on lines of the timeline; nothing is left to decide.
    for factor in view.of_kind(kind::FACTOR) {
        let choices = [item::FAMILY, item::EFFECT, item::AGAIN].map(|key| factor.field(key).text().to_owned());
        assert!(Family::from_key(&choices[0]).is_some() && EffectOf::from_key(&choices[1]).is_some(), "{choices:?}");
        assert!(Again::from_key(&choices[2]).is_some(), "{choices:?}");
        assert!(!supporting(&view, &Stated::Item(factor.id().clone())).is_empty(), "“{}”", factor.body());
    }
    let causes: Vec<&Arc<Item>> = view.of_kind(kind::CAUSE).collect();
    let loose = causes.iter().filter(|cause| related(&view, cause, item::LEADS_TO).is_empty()).count();
    assert_eq!((causes.len(), loose), (9, 1), "all of them lead to one thing");
    for layer in view.of_kind(kind::LAYER) {
        assert!(LayerState::from_key(layer.field(item::STATE).text()).is_some(), "“{}”", layer.body());
    }
    for change in view.of_kind(kind::CANDIDATE) {
        assert!(Rung::from_key(change.field(item::RUNG).text()).is_some());
        assert!(!related(&view, change, item::COMES_FROM).is_empty(), "where “{}” comes from", change.body());
    }
    assert!(view.meta(meta::RECONVENE).first().is_set() && view.of_kind(kind::CHECK_IN).count() == 1);
    assert!(view.prose(Prose::Attribution).contains(FIRST_ACCOUNT));
    assert!(view.prose(Prose::Attribution).contains(POSTMORTEM));
    let impact = |n: usize| view.of_kind(kind::IMPACT).nth(n).unwrap().at().clone();
    assert_eq!(impact(0).nominal(), Some(start_of("2017-01-31T17:20Z")), "what was lost begins at the snapshot");
    assert_eq!(impact(1).latest(), None, "nobody said when the first trouble ended");
    assert!(impact(2).is_approximate());
}

#[test]
fn the_list_shows_it_and_it_owes_nobody_anything() {
    let (replica, view, _) = made(1);
    let row = Row::of(&replica.identity().public, &view, NOW, None);
    assert_eq!(row.day.as_deref(), Some("2017-01-31"));
    assert!(row.retold && !row.shared);
    assert_eq!(row.lanes, ["database", "engineering", "recovery", "customers"]);
    assert_eq!(view.meta(meta::ZONE).text(), "UTC");
    assert!(owed(&row).is_empty(), "{:?}", owed(&row));
}

/// Scalars that are no words: ids, encoded moments, addresses, keys of choices.
const NOT_WORDS: &[&str] =
    &[item::CREATED_BY, item::AT, item::KNOWN_AT, item::LINK, item::RANK, item::FACTOR, item::TYPE, item::PATH_KIND];

/// Everything that is written in it.
fn texts(view: &ReviewView) -> Vec<String> {
    let mut texts: Vec<String> = Prose::ALL.iter().map(|prose| view.prose(*prose).to_owned()).collect();
    for one in view.items() {
        texts.push(one.body().to_owned());
        let said = one.fields().filter(|(key, _)| !NOT_WORDS.contains(&&***key) && !key.contains('/'));
        for (_, register) in said {
            texts.push(register.text().to_owned());
        }
    }
    for key in [meta::GATE_DO, meta::GATE_ASK, meta::FAILURE_CLASS] {
        texts.push(view.meta(key).text().to_owned());
    }
    texts
}

// S3-6, S4-20
#[test]
fn nobody_is_named_and_nobody_is_judged() {
    // Whatever has a capital letter within a sentence is one of these.
    const PROPER: [&str; 21] = [
        "GitLab.com",
        "GitLab",
        "GitLab's",
        "Git",
        "PostgreSQL",
        "LVM",
        "WAL",
        "DMARC",
        "NFS",
        "UTC",
        "GB",
        "Mbps",
        "January",
        "February",
        "March",
        "HTTP",
        "I",
        "II",
        "III",
        "CSV",
        "SSD",
    ];
    const JUDGING: [&str; 16] = [
        "mistake",
        "careless",
        "blame",
        "fault",
        "human error",
        "should have known",
        "failed to",
        "forgot",
        "wrongly",
        "accident",
        "negligen",
        " he ",
        " she ",
        " his ",
        " her ",
        "engineer ",
    ];
    let (_, view, _) = made(1);
    for text in texts(&view) {
        let lower = format!(" {} ", text.to_lowercase());
        for word in JUDGING {
            assert!(!lower.contains(word), "“{word}” in “{text}”");
        }
        assert!(!text.contains('@'));
        let mut begins = true;
        for word in text.split_whitespace() {
            let bare = word.trim_matches(|letter: char| !letter.is_alphanumeric());
            let capital = bare.chars().next().is_some_and(char::is_uppercase);
            if capital && !begins && !word.contains("https://") {
                assert!(PROPER.contains(&bare), "who is “{bare}” in “{text}”?");
            }
            begins = word.ends_with(['.', '?', ':', '!', ';']);
        }
    }
}

#[test]
fn each_copy_is_a_review_of_its_own() {
    let ((one, first, _), (other, second, _)) = (made(1), made(2));
    assert_ne!(one.identity().genesis, other.identity().genesis);
    assert_ne!(one.identity().public, other.identity().public);
    assert_eq!(first.title(), second.title());
    assert!(first.items().all(|item| second.item(item.id()).is_none()), "no item is the other copy's");
}
