//! What will change: decisions that two facilitators make apart, who said yes, the message of a check, what trackers
//! take in.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use proptest::prelude::*;
use second_story::document::{Replica, Seed, Stamp};
use second_story::exchange::export::{markdown, tracker, writeup};
use second_story::exchange::import::example;
use second_story::practice::changes::{self, Funding, Lasting, Prompt};
use second_story::practice::exit::{NotYet, not_yet};
use second_story::practice::gate_message::{self, GateMessage};
use second_story::practice::holders;
use second_story::practice::{lens, names};
use second_story::review::choice::{Answer, Disposition, Rung};
use second_story::review::field::{item as fields, meta};
use second_story::review::moment::{Instant, Precision, UtcOnly};
use second_story::review::relation::relate;
use second_story::review::{
    EntryKind, Intent, ItemId, Moment, NewItem, PersonId, Prose, ReviewId, ReviewView, Scalar, TextField, kind,
};
use std::path::Path;

#[path = "support/two.rs"]
mod two;
use two::exchange;

const NOW: i64 = 1_773_792_000_000;

fn id(name: &str) -> ItemId {
    ItemId::new(name)
}

fn me() -> PersonId {
    PersonId::new("p")
}

fn change(name: &str, body: &str) -> Intent {
    Intent::AddItem(changes::possible(body, id(name), &me(), 0))
}

fn add(name: &str, kind: &str, body: &str) -> Intent {
    Intent::AddItem(NewItem::new(id(name), kind, body, &me(), 0))
}

fn set(name: &str, key: &str, value: &str) -> Intent {
    Intent::set(&id(name), key, Scalar::text(value))
}

fn prose(field: Prose, text: &str) -> Intent {
    Intent::rewrite(TextField::Prose(field), "", text).unwrap()
}

fn review(acts: &[Intent]) -> ReviewView {
    ReviewView::default().act(acts).view
}

fn fund(view: &ReviewView, name: &str, because: &str) -> ReviewView {
    view.act(&changes::decide(view, &id(name), Some(Disposition::Funded), because, NOW)).view
}

fn names(items: Vec<&std::sync::Arc<second_story::review::Item>>) -> Vec<&str> {
    items.into_iter().map(|item| item.id().as_str()).collect()
}

// S3-15, S4-18: one fix, a second with a sentence, and a third is the only thing refused.
#[test]
fn one_fix_is_funded_a_second_needs_a_sentence_and_a_third_is_refused() {
    let view = review(&[change("a", "One"), change("b", "Two"), change("c", "Three")]);
    assert_eq!(changes::funding(&view, &id("a")), Funding::Free);
    let view = fund(&view, "a", "");
    assert_eq!(changes::funding(&view, &id("b")), Funding::WithSentence);
    assert_eq!(names(changes::funded(&fund(&view, "b", "  "))), ["a"], "no sentence, no second fix");
    let view = fund(&view, "b", "Each alone leaves the retry open.");
    assert_eq!(names(changes::funded(&view)), ["a", "b"]);
    assert_eq!(view.item(&id("b")).unwrap().field(fields::SECOND_BECAUSE).text(), "Each alone leaves the retry open.");
    assert_eq!(changes::funding(&view, &id("c")), Funding::Refused);
    assert_eq!(names(changes::funded(&fund(&view, "c", "Because we can."))), ["a", "b"]);
    // The other two ways stay open, and what is funded can be decided again.
    let view = view.act(&changes::decide(&view, &id("c"), Some(Disposition::Declined), "", NOW)).view;
    assert_eq!(names(changes::of(&view, Some(Disposition::Declined))), ["c"]);
    let view = view.act(&changes::decide(&view, &id("a"), None, "", NOW)).view;
    assert_eq!(names(changes::undecided(&view)), ["a"]);
    assert_eq!(changes::funding(&view, &id("a")), Funding::WithSentence);
}

fn pair(of: usize) -> (Replica, Replica) {
    let mut a = Replica::create(&Seed { id: [7; 16], actor: [8; 16] }).unwrap();
    let begun: Vec<Intent> = (0..of).map(|n| change(&format!("c{n}"), &format!("Change {n}"))).collect();
    act(&mut a, "ana", &begun);
    let b = Replica::load(&a.save(), [9; 16]).unwrap();
    (a, b)
}

fn act(replica: &mut Replica, by: &str, intents: &[Intent]) {
    let act = replica.view().unwrap().act(intents);
    replica.carry_out(&act, &Stamp { by: PersonId::new(by), now_ms: NOW }).unwrap();
}

fn decide(replica: &mut Replica, by: &str, item: &str, disposition: Option<Disposition>) {
    let acts = changes::decide(&replica.view().unwrap(), &id(item), disposition, "a sentence", NOW);
    act(replica, by, &acts);
}

// S3-15: two facilitators who fund apart come to three against a cap of two, and none of them is dropped.
#[test]
fn what_two_facilitators_fund_apart_stands_together_as_a_difference_to_decide() {
    let (mut a, mut b) = pair(4);
    decide(&mut a, "ana", "c0", Some(Disposition::Funded));
    decide(&mut b, "ben", "c1", Some(Disposition::Funded));
    decide(&mut b, "ben", "c2", Some(Disposition::Funded));
    exchange(&mut a, &mut b);
    for replica in [&a, &b] {
        let view = replica.view().unwrap();
        assert_eq!(names(changes::over_cap(&view)), ["c0", "c1", "c2"]);
        assert_eq!(names(changes::funded(&view)), ["c0", "c1", "c2"]);
        assert_eq!(changes::funding(&view, &id("c3")), Funding::Refused);
        let told = markdown::write(&view, &ReviewId::new("r"));
        assert!(["Change 0", "Change 1", "Change 2"].iter().all(|each| told.contains(each)));
    }
    // One is taken back, and the difference is settled in both.
    decide(&mut a, "ana", "c2", Some(Disposition::Budget));
    exchange(&mut a, &mut b);
    assert!(changes::over_cap(&b.view().unwrap()).is_empty());
    assert_eq!(names(changes::funded(&b.view().unwrap())), ["c0", "c1"]);
}

#[test]
fn funded_here_and_declined_there_stays_visible_as_both_and_is_to_be_decided() {
    let (mut a, mut b) = pair(1);
    decide(&mut a, "ana", "c0", Some(Disposition::Funded));
    decide(&mut b, "ben", "c0", Some(Disposition::Declined));
    exchange(&mut a, &mut b);
    let view = a.view().unwrap();
    let item = view.item(&id("c0")).unwrap();
    assert_eq!(changes::decided(item), None);
    assert_eq!(names(changes::undecided(&view)), ["c0"]);
    let all = changes::decisions(item);
    assert!(all.contains(&Some(Disposition::Funded)) && all.contains(&Some(Disposition::Declined)));
    assert!(changes::funded(&view).is_empty());
}

fn cases() -> u32 {
    std::env::var("SECOND_STORY_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(200)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_decision_is_lost_when_two_who_decided_apart_meet(
        steps in prop::collection::vec((any::<bool>(), 0..5_usize, 0..4_usize), 0..14),
    ) {
        let (mut a, mut b) = pair(5);
        let mut touched = [[false; 5]; 2];
        for (second, item, way) in steps {
            let (replica, by) = if second { (&mut b, "ben") } else { (&mut a, "ana") };
            let name = format!("c{item}");
            let before = changes::decided(replica.view().unwrap().item(&id(&name)).unwrap());
            decide(replica, by, &name, [None].into_iter().chain(Disposition::ALL.iter().copied().map(Some)).nth(way).unwrap());
            let view = replica.view().unwrap();
            touched[usize::from(second)][item] |= changes::decided(view.item(&id(&name)).unwrap()) != before;
            prop_assert!(changes::over_cap(&view).is_empty(), "alone, nobody comes beyond the cap");
        }
        let apart = [a.view().unwrap(), b.view().unwrap()];
        exchange(&mut a, &mut b);
        let view = a.view().unwrap();
        prop_assert_eq!(&view, &b.view().unwrap());
        for (own, touched) in apart.iter().zip(touched) {
            for (item, touched) in touched.into_iter().enumerate() {
                let name = id(&format!("c{item}"));
                let all = changes::decisions(view.item(&name).unwrap());
                let said = changes::decided(own.item(&name).unwrap());
                prop_assert!(!touched || all.contains(&said), "{name}: {said:?} is among {all:?}");
            }
        }
        // Each is in one list, or in two decisions at once; none in nothing.
        let listed: usize = [None].into_iter().chain(Disposition::ALL.iter().copied().map(Some)).map(|way| changes::of(&view, way).len()).sum();
        prop_assert_eq!(listed, 5);
        let over = changes::funded(&view).len() > changes::CAP;
        prop_assert_eq!(!changes::over_cap(&view).is_empty(), over);
    }
}

// S3-13: one person, and what is said of everyone else is a hint.
#[test]
fn an_owner_is_one_person() {
    for owner in [
        "the team",
        "team",
        "everyone",
        "Everybody",
        "we",
        "all",
        "all of us",
        "SRE team",
        "SRE",
        "the on-call",
        "nobody",
        "no one",
        "someone",
        "TBD",
        "Ana and Ben",
        "Ana / Ben",
        "Ana & Ben",
        "Ana or Ben",
        "one of us",
        "?",
        "Payments team",
        "both",
        "Platform",
        "the backend",
        "Data Platform",
        "Payments",
        "Ana, Ben",
        "Ana plus Ben",
        "Ana+Ben",
        "Ana with Ben",
        "Ana; Ben",
        "the backend folks",
        "whoever is on call",
    ] {
        assert!(holders::owner_hint(owner).is_some(), "{owner}");
    }
    for owner in [
        "",
        "Ana",
        "B.",
        "Ana López",
        "Ana (SRE team)",
        "Ana from the payments team",
        "Jean-Luc",
        "Allan",
        "Wendy",
        "Anderson",
        "O'Brien",
        "Ana, SRE",
        "Sandra Orr",
        "Usha",
        "ana@example.com",
        "山田",
        "Diaz, Rosa",
        "Ana, payments",
        "the release manager",
        "Will Search",
    ] {
        assert_eq!(holders::owner_hint(owner), None, "{owner}");
    }
}

// S3-16, S2-5, S0-18: owned, dated, measurable; and a date is a date.
#[test]
fn a_date_is_a_day_or_a_sprint_and_not_when_things_calm_down() {
    for due in [
        "when things calm down",
        "later",
        "soon",
        "Soon.",
        "backlog",
        "in the backlog",
        "Q3 sometime",
        "sometime in Q3",
        "Q3",
        "eventually",
        "when we have time",
        "ASAP",
        "once things settle",
        "some day",
        "TBD",
        "at some point",
        "when capacity allows",
        "after the freeze",
        "next quarter",
        "in the next quarter",
        "once the migration is done",
        "this year",
        "as soon as possible",
        "if nothing else burns",
        "ongoing",
        "in Q3",
    ] {
        assert!(holders::due_hint(due).is_some(), "{due}");
    }
    for due in [
        "",
        "1 April",
        "2026-04-01",
        "this sprint",
        "next sprint",
        "end of sprint 14",
        "Friday",
        "in two weeks",
        "by the end of Q2",
        "soon, by 1 April",
        "with the next release, 12 May",
        "after the freeze, on 12 May",
        "half a day",
        "a quarter of a sprint",
        "before the end of the month",
        "until Friday",
        "within a quarter of an hour",
        "24/12",
    ] {
        assert_eq!(holders::due_hint(due), None, "{due}");
    }
}

// S3-13, S3-16: the short review asks for both in one sentence.
#[test]
fn who_holds_it_until_when_is_one_person_and_a_day() {
    for (said, of) in [
        ("The team, by 1 April", "group"),
        ("We will do it by Friday", "group"),
        ("Platform, by 1 April", "group"),
        ("Ana and Ben, by 1 April", "several"),
        ("Ana, Ben, by 1 April", "several"),
        ("Somebody, by May", "Somebody"),
        ("TBD", "Somebody"),
        ("Ana, when things calm down", "calm down"),
        ("Ana when capacity allows", "calm down"),
        ("Ana, after the freeze", "calm down"),
        ("Ana, by next quarter", "calm down"),
        ("Ana, soon", "calm down"),
        ("Ana will do it later", "calm down"),
    ] {
        let asked = holders::holder_hint(said).unwrap_or_default();
        assert!(asked.contains(of), "{said}: {asked}");
    }
    for said in [
        "",
        "Ana",
        "Ana Lindqvist, by 1 April.",
        "Ana holds it until 1 April",
        "Ana (payments), this sprint",
        "Diaz, Rosa: 2026-04-01",
        "Rosa Diaz said yes, end of sprint 14",
        "Ana, SRE, by Friday",
        "Priya takes it – 12 May",
    ] {
        assert_eq!(holders::holder_hint(said), None, "{said}");
    }
}

// S3-17: what nobody decided is told where one closes and where one leaves.
#[test]
fn what_is_undecided_is_told_until_it_is_decided() {
    let view = review(&[change("a", "One"), change("b", "Two"), change("c", " ")]);
    assert!(changes::undecided_sentence(&view).unwrap().starts_with("two possible changes are undecided"));
    let view = view.act(&changes::decide(&view, &id("a"), Some(Disposition::Declined), "", NOW)).view;
    assert!(changes::undecided_sentence(&view).unwrap().starts_with("one possible change is undecided"));
    let view = view.act(&changes::decide(&view, &id("b"), Some(Disposition::Funded), "", NOW)).view;
    assert_eq!(changes::undecided_sentence(&view), None);
}

// S0-23: they said yes only while they are the owner.
#[test]
fn a_yes_counts_while_its_owner_is_the_owner() {
    let view = review(&[change("a", "One")]);
    assert!(changes::say_yes(view.item(&id("a")).unwrap(), true, NOW).is_empty(), "nobody said yes");
    let view = view.act(&[set("a", fields::OWNER, "Ana")]).view;
    assert_eq!(changes::said_yes(view.item(&id("a")).unwrap()), None);
    let view = view.act(&changes::say_yes(view.item(&id("a")).unwrap(), true, NOW)).view;
    assert_eq!(changes::said_yes(view.item(&id("a")).unwrap()), Some((true, NOW)));
    let other = view.act(&[set("a", fields::OWNER, "Ben")]).view;
    assert_eq!(changes::said_yes(other.item(&id("a")).unwrap()), None);
    let own = other.act(&changes::say_yes(other.item(&id("a")).unwrap(), false, NOW)).view;
    assert_eq!(changes::said_yes(own.item(&id("a")).unwrap()), Some((false, NOW)));
}

// S0-7, S3-21, S3-22, S3-23, S3-24, S3-25, S3-26, S1-11: subtraction first, then rung times factors times recurrence.
#[test]
fn possible_changes_stand_on_their_rungs_what_takes_away_first() {
    let view = review(&[
        change("a", "Add a check"),
        change("b", "Delete the panel"),
        change("c", "Add a gate"),
        change("d", "Tell everyone"),
        add("f1", kind::FACTOR, "a retry pays again"),
        add("f2", kind::FACTOR, "the panel counts HTTP errors only"),
        add("e", kind::EARLIER, "Refunds twice, in 2024"),
        set("a", fields::RUNG, "path"),
        set("b", fields::RUNG, "path"),
        set("c", fields::RUNG, "path"),
        Intent::set(&id("b"), fields::SUBTRACTS, Scalar::Bool(true)),
        relate(&id("c"), fields::COMES_FROM, &id("f1"), true),
        relate(&id("c"), fields::COMES_FROM, &id("f2"), true),
        relate(&id("c"), fields::COMES_FROM, &id("e"), true),
    ]);
    assert_eq!(names(changes::on_rung(&view, Some(Rung::Path))), ["b", "c", "a"]);
    assert_eq!(names(changes::on_rung(&view, None)), ["d"]);
    let weight = |name: &str| changes::weight(&view, view.item(&id(name)).unwrap());
    assert_eq!((weight("a"), weight("b"), weight("c"), weight("d")), (3, 3, 12, 1));
    assert_eq!(changes::factors(&view, view.item(&id("c")).unwrap()), 2);
    // S3-22: a checklist is asked who skips it; what is gone is asked nothing.
    assert!(changes::further(view.item(&id("a")).unwrap()).unwrap().contains("deleted"));
    assert_eq!(changes::further(view.item(&id("b")).unwrap()), None);
    let lower = view.act(&[set("a", fields::RUNG, "checklist"), set("d", fields::RUNG, "heads")]).view;
    assert!(changes::further(lower.item(&id("a")).unwrap()).unwrap().contains("skips"));
    assert!(changes::further(lower.item(&id("d")).unwrap()).unwrap().contains("remember"));
    assert_eq!(changes::life(Rung::Path), "until someone removes it");
}

// S1-11: what was found flows into what will change.
#[test]
fn what_was_found_is_offered_until_a_change_came_from_it() {
    let view = review(&[
        add("f", kind::FACTOR, "a retry pays again"),
        add("c", kind::CAUSE, "jobs have no key"),
        add("p", kind::PARKED, "delete the panel"),
        add("e", kind::ENTRY, "22:40 refunds"),
    ]);
    assert_eq!(names(changes::found(&view)), ["f", "c", "p"]);
    let from = |name: &str, new: &str| changes::from_found(view.item(&id(name)).unwrap(), id(new), &me(), NOW);
    let view = view.act(&[Intent::AddItem(from("f", "x")), Intent::AddItem(from("p", "y"))]).view;
    assert_eq!(names(changes::found(&view)), ["c"]);
    assert_eq!(view.item(&id("x")).unwrap().body(), "");
    assert_eq!(view.item(&id("y")).unwrap().body(), "delete the panel");
    assert_eq!(changes::factors(&view, view.item(&id("x")).unwrap()), 1);
    // Taking the change away offers its origin again.
    assert_eq!(names(changes::found(&view.act(&[Intent::remove(&id("x"), 1)]).view)), ["f", "c"]);
}

// S3-7: what the lesson depends on.
#[test]
fn the_result_is_where_the_most_durable_fix_stands() {
    let view = review(&[change("a", "One"), change("b", "Two")]);
    assert_eq!(changes::result(&view), None);
    let said = |different: &str, lives: &str| {
        changes::result(&review(&[prose(Prose::Different, different), prose(Prose::Lives, lives)]))
    };
    assert_eq!(said("we will be more careful", "in our heads"), Some(Lasting::Memory));
    assert_eq!(said("Nobody releases without a key", "in the wiki"), Some(Lasting::Paper));
    assert_eq!(said("Nobody releases without a key", "in the pipeline"), None, "an answer, and no fix yet");
    let view = fund(&view.act(&[set("a", fields::RUNG, "heads"), set("b", fields::RUNG, "path")]).view, "a", "");
    assert_eq!(changes::result(&view), Some(Lasting::Memory));
    assert_eq!(changes::result(&fund(&view, "b", "Both.")), Some(Lasting::Work));
    assert_eq!(Lasting::Paper.sentence(), "The lesson is on paper.");
}

// S3-8, S3-10: the exit answer that is none.
#[test]
fn more_care_is_no_answer_to_the_exit_question() {
    assert_eq!(not_yet("we will be more careful", "In the wiki"), (Some(NotYet::Care), Some(NotYet::Document)));
    assert_eq!(not_yet("The pipeline refuses a job without an idempotency key", "In the pipeline"), (None, None));
}

fn entry(name: &str, what: EntryKind, minute: i64, body: &str) -> Intent {
    let at = Moment::exact(Instant::from_seconds(1_773_787_620 + minute * 60).unwrap(), Precision::Minute);
    Intent::AddItem(NewItem::entry(id(name), what, &at, body, &me(), 0))
}

// S0-26, S0-27, S0-28, S0-29, S0-25: each is asked where something gives cause.
#[test]
fn four_questions_are_asked_only_where_their_condition_holds() {
    let asked = |acts: &[Intent]| {
        let view = review(acts);
        Prompt::ALL.into_iter().filter(|prompt| prompt.is_asked(&view)).collect::<Vec<_>>()
    };
    assert_eq!(asked(&[]), []);
    assert_eq!(asked(&[entry("a", EntryKind::Alarm, 0, "page"), entry("b", EntryKind::Response, 5, "restarted")]), []);
    assert_eq!(asked(&[entry("a", EntryKind::Detection, 0, "support noticed")]), [Prompt::Threshold]);
    let late = [entry("i", EntryKind::Impact, 0, "refunds go out twice"), entry("a", EntryKind::Alarm, 40, "page")];
    assert_eq!(asked(&late), [Prompt::Threshold]);
    assert_eq!(asked(&[entry("c", EntryKind::Communication, 0, "told support")]), [Prompt::OnCall]);
    assert_eq!(asked(&[entry("d", EntryKind::Decision, 0, "decided to hold the rollback")]), [Prompt::Rollback]);
    assert_eq!(asked(&[entry("d", EntryKind::Note, 0, "the rollback took ten minutes")]), []);
    let lanes = [
        entry("a", EntryKind::Note, 0, "x"),
        entry("b", EntryKind::Note, 1, "y"),
        set("a", fields::LANE, "payments"),
        set("b", fields::LANE, "support"),
    ];
    assert_eq!(asked(&lanes), [Prompt::Escalation]);
}

#[test]
fn a_yes_begins_a_possible_change_and_the_other_answers_are_only_kept() {
    let view = review(&[]);
    for (answer, begun) in [(Answer::Yes, 1), (Answer::No, 0), (Answer::NotApplicable, 0)] {
        let said = view.act(&Prompt::Rollback.say(answer, id("new"), &me(), NOW)).view;
        assert_eq!(changes::undecided(&said).len(), begun);
        assert_eq!(Prompt::Rollback.answer(&said), Some(answer));
        assert_eq!(said.meta("prompt/rollback").text(), answer.key());
    }
}

fn told() -> ReviewView {
    let view = review(&[
        prose(Prose::Title, "Settlement paid some refunds twice"),
        prose(Prose::Summary, "Ana Lopez's retry paid 214 refunds twice."),
        prose(Prose::Trap, "A retry looks safe here. Without a key it pays the refund again"),
        prose(Prose::Holder, "Ana Lopez, by 1 April"),
        Intent::set_meta(meta::REFERENCE, Scalar::text("INC-482")),
        Intent::set_meta(meta::DAY, Scalar::text("2026-03-17")),
        Intent::set_meta(meta::GATE_DO, Scalar::text("set idempotency_key")),
        Intent::set_meta(meta::GATE_ASK, Scalar::text("#payments-platform")),
        change("fix", "The pipeline refuses a job without a key."),
        set("fix", fields::OWNER, "Ana Lopez"),
        set("fix", fields::DUE, "2026-04-01"),
        set("fix", fields::MEASURE, "a job without a key fails"),
        set("fix", fields::DISPLACES, "the ledger export"),
        set("fix", fields::CAPACITY, "this sprint"),
        set("fix", fields::RUNG, "path"),
        add("f", kind::FACTOR, "a retry pays again"),
        relate(&id("fix"), fields::COMES_FROM, &id("f"), true),
        entry("e", EntryKind::Note, 0, "see http://localhost:8080/#/r/abc/why for more"),
    ]);
    fund(&view, "fix", "")
}

fn message(view: &ReviewView) -> GateMessage {
    let day = gate_message::day_of(view, "UTC", &UtcOnly);
    GateMessage::of(view, day, &gate_message::default_path(day, "settlement-paid-some-refunds-twice"))
}

// S3-27, S3-12: do now, the trap, whom to ask, a link that a stranger can open; nobody's name.
#[test]
fn the_message_of_a_check_says_what_to_do_and_names_nobody() {
    let view = told();
    assert_eq!(
        message(&view).text(),
        "Do: set idempotency_key.\n\
         A retry looks safe here. Without a key it pays the refund again. It did on 17 March 2026 (INC-482).\n\
         Ask: #payments-platform\n\
         Why: docs/incidents/2026-03-17-settlement-paid-some-refunds-twice.md\n"
    );
    let named = view.act(&[
        Intent::set_meta(meta::GATE_ASK, Scalar::text("Ana Lopez")),
        Intent::set_meta(meta::GATE_DO, Scalar::text("ask Ana Lopez")),
        Intent::set_meta(meta::GATE_LINK, Scalar::text("http://localhost:8080/#/r/abc")),
    ]);
    let text = message(&named.view).text();
    assert!(!text.contains("Ana") && !text.contains("localhost"), "{text}");
    assert!(text.contains("docs/incidents/"));
    for script in [message(&view).pipeline(), message(&view).hook()] {
        assert!(script.starts_with("#!/bin/sh\n") && script.contains("Do: set idempotency_key.\n"));
    }
}

#[test]
fn a_person_and_a_link_of_one_browser_are_answered() {
    let view = told();
    for ask in [
        "Ana Lopez",
        "ana",
        "ask Ana Lopez",
        "ana.lopez@example.com",
        "Priya Sharma",
        "Priya",
        "@priya",
        "priya@example.com",
        "Jarosław Kowalski",
        "@kwame.mensah",
        "Lopez, Ana",
        "Priya or #payments",
    ] {
        assert!(gate_message::ask_hint(&view, ask).is_some(), "{ask}");
    }
    for ask in [
        "",
        "#payments-platform",
        "Payments Platform",
        "the database team",
        "payments@example.com",
        "support.team@example.com",
        "Release Engineering",
        "Data Platform",
        "@payments-oncall",
        "the on-call engineer",
        "Database Reliability",
        "https://chat.example.com/payments",
    ] {
        assert_eq!(gate_message::ask_hint(&view, ask), None, "{ask}");
    }
    for link in [
        "#/r/abc",
        "https://app.example/#/r/abc/why",
        "http://localhost:8080/x",
        "http://127.0.0.1/x",
        "file:///x.md",
        "blob:x",
        "localhost",
        "/home/me/x.md",
        "http://[::1]:80/",
    ] {
        assert!(gate_message::link_hint(link).is_some(), "{link}");
    }
    for link in ["", "docs/incidents/2026-03-17.md", "https://git.example.com/a/b", "https://localhosting.example.com"]
    {
        assert_eq!(gate_message::link_hint(link), None, "{link}");
    }
}

// S3-12: a part of a name that is known is the name, and so is a given name that nobody knows here.
#[test]
fn no_part_of_a_name_stays_in_a_message() {
    let known = ["Rosa Diaz".to_owned(), "Wren".to_owned()].into();
    for (text, without) in [
        ("Rosa Diaz set it.", "a person set it."),
        ("Rosa's retry paid twice; ask Diaz", "a person's retry paid twice; ask a person"),
        ("Wren paused it, Wrench did not", "a person paused it, Wrench did not"),
        ("Then Priya Sharma pushed", "Then a person pushed"),
        ("Ask @kwame first", "Ask a person first"),
        ("Kafka dropped what Redis kept", "Kafka dropped what Redis kept"),
        ("", ""),
    ] {
        assert_eq!(names::unnamed(text, &known), without, "{text}");
    }
}

// S3-27: a message runs nothing, whatever people wrote.
#[test]
fn a_script_prints_the_message_and_runs_none_of_it() {
    let evil = told().act(&[Intent::set_meta(meta::GATE_DO, Scalar::text("MESSAGE\nrm -rf $HOME `id` $(id)"))]).view;
    let script = message(&evil).pipeline().replace("! true", "! false");
    let run = std::process::Command::new("sh").arg("-c").arg(&script).output().unwrap();
    assert_eq!(run.status.code(), Some(1));
    let said = String::from_utf8(run.stderr).unwrap();
    assert_eq!(said, message(&evil).text());
    assert!(said.contains("`id` $(id)"));
}

// S3-27, S3-12, S4-19: the write-up reads without the app, and begins with the trap.
#[test]
fn the_write_up_begins_with_what_trap_and_do_and_names_no_owner() {
    let view = told();
    let text = writeup::write(&view, &message(&view));
    let head: Vec<&str> = text.lines().filter(|line| !line.is_empty()).take(5).collect();
    assert!(head[0].starts_with("# Settlement paid some refunds twice"), "{}", head[0]);
    assert!(head[1].starts_with("**What happened:** ") && head[1].contains("paid 214 refunds twice"), "{}", head[1]);
    assert!(head[2].starts_with("**The trap:** "), "{}", head[2]);
    assert!(head[3].starts_with("**Do now:** set idempotency"), "{}", head[3]);
    assert!(head[4].starts_with("**Ask:** "), "{}", head[4]);
    assert!(!text.contains("Ana") && !text.contains("Lopez"), "{text}");
    assert!(!text.contains("#/r/") && !text.contains("localhost"), "{text}");
    assert!(text.contains("The pipeline refuses a job without a key."));
    assert_eq!(
        markdown::write(&view, &ReviewId::new("r")).matches("Ana Lopez").count(),
        3,
        "the export keeps the owner"
    );
}

// S3-27: whoever is stopped by the check follows its message in a fresh clone: the file is where the message says, and
// nothing in it needs the app, this browser, or a file that the clone lacks.
#[test]
fn the_message_leads_to_the_write_up_in_a_fresh_clone() {
    let git = |folder: &Path, arguments: &[&str]| {
        let run = std::process::Command::new("git")
            .args(["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"])
            .args(arguments)
            .current_dir(folder)
            .output();
        assert!(run.as_ref().is_ok_and(|run| run.status.success()), "{run:?}");
    };
    let mut next = 0;
    let mut fresh = || {
        next += 1;
        ItemId::new(format!("i{next}"))
    };
    let example = ReviewView::default().act(&example::intents(&mut fresh, &PersonId::new("p"), NOW)).view;
    // The example links what was published; a team that commits its own write-up does not.
    let example = example.act(&[Intent::set_meta(meta::GATE_LINK, Scalar::Null)]).view;
    for view in [told(), example] {
        let root =
            std::env::temp_dir().join(format!("second-story-clone-{}-{}", std::process::id(), view.title().len()));
        let (home, clone) = (root.join("home"), root.join("clone"));
        std::fs::create_dir_all(&home).unwrap();
        let said = message(&view);
        let file = home.join(&said.link);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, writeup::write(&view, &said)).unwrap();
        std::fs::write(home.join("check.sh"), said.pipeline().replace("! true", "! false")).unwrap();
        git(&home, &["init", "-q"]);
        git(&home, &["add", "-A"]);
        git(&home, &["commit", "-qm", "A check, and why"]);
        git(&root, &["clone", "-q", "home", "clone"]);

        let stopped = std::process::Command::new("sh").arg("check.sh").current_dir(&clone).output().unwrap();
        assert_eq!(stopped.status.code(), Some(1));
        let told = String::from_utf8(stopped.stderr).unwrap();
        let path = told.lines().find_map(|line| line.strip_prefix("Why: ")).unwrap();
        let text = std::fs::read_to_string(clone.join(path)).unwrap();
        assert!(text.starts_with("# ") && text.contains("**The trap:**") && text.contains("## Timeline"), "{text}");
        let links = text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap());
        for link in links {
            assert!(link.starts_with("https://") || clone.join(link).exists(), "{link}");
        }
        for of_the_app in ["#/r/", "#p1.", "localhost", "127.0.0.1", "blob:", "<script", "data:"] {
            assert!(!text.contains(of_the_app), "{of_the_app}");
        }
        std::fs::remove_dir_all(&root).unwrap();
    }
}

// S3-17, S3-18, S3-20
#[test]
fn the_export_tells_owner_date_measure_capacity_what_it_displaces_and_where_it_came_from() {
    let view = told();
    let text = markdown::write(&view, &ReviewId::new("r"));
    let funded = text.split("## Funded").nth(1).unwrap().split("\n## ").next().unwrap();
    for part in [
        "Ana Lopez",
        "2026-04-01",
        "in the path of the work",
        "a job without a key fails",
        "takes this sprint",
        "displaces the ledger export",
        "a retry pays again",
        "What the check says:",
        "Do: set idempotency_key.",
    ] {
        assert!(funded.contains(part), "{part}: {funded}");
    }
    let declined = view.act(&[
        change("no", "Add an approver"),
        set("no", fields::DISPOSITION, "declined"),
        set("no", fields::REASON, "it is skipped in a rush"),
        set("no", fields::REVISIT, "when releases are weekly"),
        change("big", "A second region"),
        set("big", fields::DISPOSITION, "budget"),
        set("big", fields::ADDRESSEE, "the head of infrastructure"),
    ]);
    let text = markdown::write(&declined.view, &ReviewId::new("r"));
    for part in [
        "## Declined aloud",
        "Add an approver",
        "it is skipped in a rush",
        "when releases are weekly",
        "## To budget",
        "the head of infrastructure",
    ] {
        assert!(text.contains(part), "{part}");
    }
}

// S2-16: trackers take the fixes in, with a label and the way back.
#[test]
fn trackers_take_the_funded_fixes_with_their_label_and_the_way_back() {
    let view = told();
    let now = Instant::from_millis(NOW).unwrap();
    let back = "docs/incidents/x.md";
    let gitlab = tracker::gitlab(&view, back, "UTC", now, &UtcOnly);
    assert!(
        gitlab.starts_with("title,description,due date\r\nThe pipeline refuses a job without a key.,\""),
        "{gitlab}"
    );
    assert!(gitlab.ends_with(",2026-04-01\r\n"), "{gitlab}");
    let jira = tracker::jira(&view, back, "UTC", now, &UtcOnly);
    assert!(jira.starts_with("Summary,Description,Assignee,Due Date,Labels,Priority,Issue Type\r\n"));
    assert!(jira.ends_with(",Ana Lopez,2026-04-01,postmortem,Medium,Task\r\n"), "{jira}");
    let github = tracker::github(&view, back, "UTC", now, &UtcOnly);
    assert!(
        github.contains(
            "gh issue create --title 'The pipeline refuses a job without a key.' --label 'postmortem' --body '"
        )
    );
    for text in [gitlab, jira, github] {
        assert!(
            text.contains("INC-482") && text.contains(back) && text.contains("Done when: a job without a key fails"),
            "{text}"
        );
    }
}

#[test]
fn no_cell_is_a_formula_and_no_word_is_run() {
    let body = "=HYPERLINK(\"http://x\") '; rm -rf ~; echo '";
    let view = review(&[
        change("a", body),
        set("a", fields::OWNER, "@ana"),
        set("a", fields::DUE, "-1+1"),
        set("a", fields::LABEL, "+x"),
    ]);
    let view = fund(&view, "a", "");
    let now = Instant::from_millis(NOW).unwrap();
    let jira = tracker::jira(&view, "", "UTC", now, &UtcOnly);
    let row = jira.lines().nth(1).unwrap();
    assert!(row.starts_with("\"'=HYPERLINK(\"\"http://x\"\")"), "{row}");
    assert!(jira.contains(",'@ana,") && jira.contains(",'+x,"), "{jira}");
    let script = tracker::github(&view, "", "UTC", now, &UtcOnly).replace("gh issue create", "printf '%s|'");
    let run = std::process::Command::new("sh").arg("-c").arg(&script).output().unwrap();
    assert!(
        String::from_utf8(run.stdout).unwrap().starts_with(&format!("--title|{body}|--label|+x|")),
        "the words, as they are"
    );
}

// S2-6, S4-16, S2-5: the wording of a change is read as an action's.
#[test]
fn the_wording_of_a_change_is_read_as_that_of_an_action() {
    let view = review(&[change("a", "Improve monitoring")]);
    let context = lens::context(&view, &TextField::Body(id("a")));
    assert!(!lens::read(context, "Improve monitoring").is_empty());
    assert!(!lens::read(context, "Retrain the engineers").is_empty());
    assert!(lens::read(context, "Add alerting for API latency exceeding 500ms by end of next sprint").is_empty());
}

/// S2-4: a second fix brings its sentence, and there is no third, on whichever page it is decided.
#[test]
fn the_page_writes_no_decision_past_the_one_way_of_deciding() {
    fn look(folder: &std::path::Path, past: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                look(&path, past);
            } else if std::fs::read_to_string(&path).unwrap().contains("fields::DISPOSITION, Scalar::") {
                past.push(path.display().to_string());
            }
        }
    }
    let mut past = Vec::new();
    look(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui"), &mut past);
    assert!(past.is_empty(), "decided without changes::decide: {past:?}");
}
