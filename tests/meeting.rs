//! The meeting: one stage and one timer for every copy, questions about what was seen, and what is asked before
//! everybody leaves.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use proptest::prelude::*;
use second_story::document::{Replica, Seed, Stamp, clean_copy};
use second_story::exchange::export::markdown;
use second_story::exchange::live::presence::{Clock, Presence, Present};
use second_story::practice::meeting::{
    self, Leaving, Stage, before_we_leave, go_to, hands, hands_said, in_words, learned, minutes, on_the_clock, parked,
    pause, question_about, scaled, seconds_left, set_minutes, standing, thirty_days_out,
};
use second_story::review::field::{item as fields, meta};
use second_story::review::moment::{Instant, Precision};
use second_story::review::{
    EntryKind, Intent, ItemId, Moment, NewItem, PersonId, Prose, ReviewId, ReviewView, Scalar, TextField, kind,
};

#[path = "support/two.rs"]
mod two;
use two::exchange;

const NOON: i64 = 1_773_748_800_000;

fn person(name: &str) -> PersonId {
    PersonId::new(name)
}

fn at(view: &ReviewView, stage: Stage, now_ms: i64) -> ReviewView {
    view.act(&go_to(view, stage, &person("ana"), now_ms)).view
}

// S3-57: each stage has its time, and the time that is left is seen.
#[test]
fn a_stage_has_its_minutes_and_what_is_left_of_them_is_known() {
    let view = at(&ReviewView::default(), Stage::Happened, NOON);
    assert_eq!(seconds_left(&ReviewView::default(), NOON, 0), None);
    assert_eq!(seconds_left(&view, NOON, 0), Some(20 * 60));
    assert_eq!(seconds_left(&view, NOON + 90_500, 0), Some(20 * 60 - 90));
    assert_eq!(seconds_left(&view, NOON + 21 * 60_000, 0), Some(-60));
    // Going to a stage that the meeting is at already does not begin it anew.
    assert!(go_to(&view, Stage::Happened, &person("ben"), NOON + 1_000).is_empty());
    assert_eq!((on_the_clock(545), on_the_clock(-20)), ("9:05".to_owned(), "+0:20".to_owned()));
    assert_eq!(in_words(12 * 60 + 30), "12 minutes left");
    assert_eq!(in_words(65), "1 minute left");
    assert_eq!(in_words(59), "less than a minute left");
    assert_eq!(in_words(-1), "just past its time");
}

#[test]
fn a_clock_that_is_wrong_shows_the_same_seconds_left() {
    let view = at(&ReviewView::default(), Stage::Why, NOON);
    // Ben's clock is 90 seconds ahead: Ana's is 90 seconds behind his.
    for passed in [0, 1, 59, 600, 700] {
        let hers = seconds_left(&view, NOON + passed * 1_000, 0);
        assert_eq!(seconds_left(&view, NOON + passed * 1_000 + 90_000, -90_000), hers);
    }
    // What he learns of her clock from what she says in passing: the quickest of her words took 20 ms.
    let mut present = Present::default();
    for (sent, takes) in [(0_u64, 400_u64), (100, 20), (200, 90)] {
        let clock = Clock { now_ms: NOON + i64::try_from(sent).unwrap(), writer: "ana".into(), ..Clock::default() };
        present.heard("p", &Presence::default().encode_with(Some(&clock)), sent + takes);
    }
    let hers = present.clock_of("ana", 1_000).unwrap();
    assert_eq!(hers, NOON + 980);
    let skew = hers - (NOON + 1_000 + 90_000);
    let his = seconds_left(&view, NOON + 1_000 + 90_000, skew).unwrap();
    assert!((his - seconds_left(&view, NOON + 1_000, 0).unwrap()).abs() <= 1);
}

#[test]
fn a_timer_that_stands_still_goes_on_where_it_was() {
    let view = at(&ReviewView::default(), Stage::Change, NOON);
    let stopped = view.act(&pause(&view, true, &person("ben"), NOON + 60_000 + 90_000, -90_000)).view;
    assert_eq!(seconds_left(&stopped, NOON + 3_600_000, 0), Some(8 * 60));
    assert!(pause(&stopped, true, &person("ana"), NOON, 0).is_empty());
    let goes_on = stopped.act(&pause(&stopped, false, &person("ana"), NOON + 3_600_000, 0)).view;
    assert_eq!(seconds_left(&goes_on, NOON + 3_630_000, 0), Some(7 * 60 + 30));
    // Another stage begins with all of its time.
    assert_eq!(seconds_left(&at(&stopped, Stage::Leave, NOON + 60_000), NOON + 60_000, 0), Some(180));
    let ended = goes_on.act(&meeting::end(NOON + 3_700_000)).view;
    assert_eq!((standing(&ended), ended.meta(meta::MEETING_ENDED).first().is_set()), (None, true));
    // A meeting that nobody ended does not go on for ever.
    assert!(meeting::is_running(&view, NOON + 60_000) && !meeting::is_running(&view, NOON + 86_400_000));
}

#[test]
fn minutes_are_forty_five_and_can_be_others() {
    assert_eq!(minutes(&ReviewView::default()), [3, 20, 10, 9, 3]);
    assert_eq!(scaled([3, 20, 10, 9, 3], 45), [3, 20, 10, 9, 3]);
    for total in 5..=300 {
        let all = scaled([3, 20, 10, 9, 3], total);
        assert_eq!(all.iter().sum::<u32>(), total, "{all:?}");
        assert!(all.iter().all(|each| *each >= 1));
    }
    let view = ReviewView::default().act(&[set_minutes([5, 30, 15, 8, 2])]).view;
    assert_eq!(minutes(&view), [5, 30, 15, 8, 2]);
    let odd = view.act(&[Intent::set_meta(meta::MEETING_MINUTES, Scalar::text("0 many 99999"))]).view;
    assert_eq!(minutes(&odd), [1, 20, 240, 9, 3]);
    assert_eq!(Stage::ALL.map(Stage::minutes).iter().sum::<u32>(), 45);
}

// S3-14: nothing is asked for a reason where it is skipped. S1-10: understanding before action is the order of the stages; S1-6: the rules are said before an owner is asked for.
#[test]
fn the_order_is_understanding_first_and_every_stage_can_be_visited() {
    let order = Stage::ALL.map(Stage::name);
    assert_eq!(order, ["Before we start", "What happened", "Why it made sense", "What will change", "Before we leave"]);
    assert_eq!((Stage::Open.step(-1), Stage::Open.step(1)), (None, Some(Stage::Happened)));
    assert_eq!(Stage::Leave.step(1), None);
    let mut view = ReviewView::default();
    for stage in [Stage::Leave, Stage::Open, Stage::Change, Stage::Happened, Stage::Why] {
        view = at(&view, stage, NOON);
        assert_eq!(standing(&view).unwrap().stage, stage);
    }
}

// S2-15: a remark that comes too early keeps its words and the moment that it was made about. S2-14: it is no factor.
#[test]
fn a_remark_is_parked_with_where_it_came_from() {
    let moment = Moment::exact(Instant::from_millis(NOON).unwrap(), Precision::Minute);
    let id = ItemId::new("e");
    let entry = NewItem::entry(id.clone(), EntryKind::Alarm, &moment, "page", &person("ana"), NOON);
    let view = ReviewView::default().act(&[Intent::AddItem(entry)]).view;
    let new =
        parked(ItemId::new("x"), " because nobody looks there ", view.item(&id).map(|item| &**item), &person("ana"), 1);
    let view = view.act(&[Intent::AddItem(new)]).view;
    let item = view.of_kind(kind::PARKED).next().unwrap();
    assert_eq!((item.body(), item.field(fields::SOURCE).text()), ("because nobody looks there", "meeting"));
    assert_eq!(item.at(), &moment);
    assert_eq!(view.of_kind(kind::FACTOR).count(), 0);
}

// S0-1, S4-1, S4-14: each question is about what was seen, and never about who.
#[test]
fn an_entry_has_one_question_of_the_facilitator() {
    use EntryKind::{Alarm, Change, Communication, Decision, Detection, Impact, Note, Recovery, Response, WeakSignal};
    let knew = "How did you know?";
    let then = "What made that the likely reading then?";
    let instead = "What was in sight at that moment instead?";
    let park = "Shall we park the why, and stay with what could be seen?";
    let gate = "How was it possible to do that without a check catching it?";
    let held = "What would you have needed to see to go on?";
    let decided = "What did you see when you decided?";
    let alarm = "What did it say, and what did it not say?";
    for (what, said, asked) in [
        (Note, "I knew it was the cache", knew),
        (Decision, "We knew that the replica was stale", knew),
        (Note, "It was obviously the deploy", knew),
        (Note, "Clearly a network problem", knew),
        (Note, "everyone knew the job was slow", knew),
        (Note, "The cause was unknown", "What did you see at that moment?"),
        (Alarm, "unknown host in the pager text", alarm),
        (Note, "We thought it was db2", then),
        (Decision, "assumed the backup had run", then),
        (Response, "expected the queue to drain", then),
        (Note, "It looked like a spike of spam", then),
        (Note, "I’m afraid it seemed fine", then),
        (Note, "the team believed replication was healthy", then),
        (Note, "We should have escalated", instead),
        (Note, "he forgot the flag", instead),
        (Detection, "the on-call missed the page", instead),
        (Note, "could’ve rolled back at once", instead),
        (Note, "it failed because the certificate had expired", park),
        (Note, "outage due to a full disk", park),
        (Note, "root cause was the config", park),
        (Note, "why did you deploy that", gate),
        (Communication, "in the channel: who pushed the change?", gate),
        (Response, "waited for the second page", held),
        (Note, "not sure whether to page again", held),
        (Decision, "waited with the rollback", decided),
        (Decision, "held the rollback", decided),
        (Alarm, "queue depth > 40k", alarm),
        (Alarm, "log says “we knew this would fail because of the disk”", alarm),
        (Alarm, "`should have been 200`", alarm),
        (Alarm, "page: \"obviously broken\"", alarm),
        (Detection, "support notices two refunds", "What were you looking at when you noticed?"),
        (Response, "restarted the worker", "What did you expect it to do?"),
        (Recovery, "refunds stop", "What told us that it was over?"),
        (Impact, "40 customers refunded twice", "How did we come to know that they felt it?"),
        (Communication, "told the status page", "Who heard it, and what did they take it to mean?"),
        (Change, "release v318", "What did the system show when this went in?"),
        (WeakSignal, "lag of 4 s", "What did it mean to you then?"),
        (Note, "", "What did you see at that moment?"),
        (Note, "the unobvious path", "What did you see at that moment?"),
    ] {
        assert_eq!(question_about(what, said), asked, "{said}");
    }
    for kind in EntryKind::ALL {
        for said in ["", "I knew", "because", "we thought"] {
            let question = question_about(*kind, said);
            assert!(question.ends_with('?') && !question.starts_with("Why"), "{question}");
            assert!(!question.contains("fault") && !question.contains("whose"), "{question}");
        }
    }
}

#[test]
fn a_show_of_hands_is_unnamed_numbers_and_told_as_a_sentence() {
    let item = |question: &str, raised: &str, of: &str| {
        hands(ItemId::new("h"), question, raised, of, 1).map(|new| {
            let view = ReviewView::default().act(&[Intent::AddItem(new)]).view;
            view.of_kind(kind::HANDS).next().cloned().unwrap()
        })
    };
    let asked = item("Did the alarm say enough?", " 3", "9 ").unwrap();
    assert_eq!(hands_said(&asked), "Did the alarm say enough? 3 of 9 hands.");
    assert!(asked.field(fields::CREATED_BY).is_nothing(), "whose hands, and who typed them, is not in it");
    assert_eq!(hands_said(&item("It surprised us", "0", "9").unwrap()), "It surprised us: 0 of 9 hands.");
    for (question, raised, of) in
        [("", "1", "2"), ("x", "3", "2"), ("x", "", "2"), ("x", "many", "2"), ("x", "-1", "2")]
    {
        let why = item(question, raised, of).unwrap_err();
        assert!(why.ends_with(['.', '?']), "{why}");
    }
}

fn fix(id: &str, words: &str, owner: &str, due: &str, rung: &str) -> Intent {
    let mut new = NewItem::new(ItemId::new(id), kind::CANDIDATE, words, &person("ana"), 0)
        .with(fields::DISPOSITION, Scalar::text("funded"));
    for (key, value) in [(fields::OWNER, owner), (fields::DUE, due), (fields::RUNG, rung)] {
        new = new.with(key, Scalar::text_or_null(value));
    }
    Intent::AddItem(new)
}

fn write(field: Prose, words: &str) -> Intent {
    Intent::SpliceText { field: TextField::Prose(field), at: 0, delete: 0, insert: words.to_owned() }
}

fn answers(view: &ReviewView, about: Leaving) -> Vec<String> {
    before_we_leave(view).into_iter().find(|asked| asked.about == about).unwrap().answers
}

// S0-3, S4-12: what has changed in the system; S4-17: who holds it, until when; S4-13: nothing funded stays open in sight;
// S3-34: the reconvene, before the room empties.
#[test]
fn before_we_leave_asks_five_questions_and_answers_them_from_the_review() {
    let nothing = before_we_leave(&ReviewView::default());
    assert_eq!(
        nothing.iter().map(|asked| asked.about.question()).collect::<Vec<_>>(),
        [
            "What has changed in the system?",
            "Who holds it, until when?",
            "Where does it live when this page is forgotten?",
            "Would it hold in the next crunch?",
            "Is the reconvene booked?",
        ]
    );
    assert!(nothing.iter().all(|asked| asked.answers.is_empty()), "what is open is open");
    let booked = Moment::exact(Instant::from_millis(NOON).unwrap(), Precision::Minute).with_words("2026-04-16 10:00");
    let view = ReviewView::default()
        .act(&[
            fix("f", "A release stops without a lag check", "Mara", "12 April", "path"),
            write(Prose::Lives, "In the pipeline of releases"),
            Intent::set_meta(meta::RECONVENE, Scalar::text(booked.encode())),
        ])
        .view;
    assert_eq!(answers(&view, Leaving::Changed), ["A release stops without a lag check"]);
    assert_eq!(answers(&view, Leaving::Held), ["Mara, until 12 April"]);
    assert_eq!(answers(&view, Leaving::Lives), ["In the pipeline of releases"]);
    assert_eq!(answers(&view, Leaving::Lasts), ["It lives in the path of the work: until somebody removes it."]);
    assert_eq!(answers(&view, Leaving::Reconvene), ["2026-04-16 10:00"]);
    let short = ReviewView::default()
        .act(&[write(Prose::Different, "Look at the lag first"), write(Prose::Holder, "Mara, by May")])
        .view;
    assert_eq!(answers(&short, Leaving::Changed), ["Look at the lag first"]);
    assert_eq!(answers(&short, Leaving::Held), ["Mara, by May"]);
    let chosen = ReviewView::default().act(&[write(Prose::NothingBecause, "it cannot come again")]).view;
    assert_eq!(answers(&chosen, Leaving::Changed), ["We choose to change nothing, because it cannot come again"]);
    let none = ReviewView::default().act(&[Intent::set_meta(meta::NO_RECONVENE, Scalar::Int(1))]).view;
    assert_eq!(answers(&none, Leaving::Reconvene), ["Said aloud: there will be no next meeting."]);
    // The names of the checks behind the questions stand nowhere.
    for asked in before_we_leave(&view) {
        for word in ["trial", "therapy", "receipt", "wish"] {
            assert!(!format!("{asked:?}").to_lowercase().contains(word));
        }
    }
}

// S3-34
#[test]
fn the_next_meeting_is_thirty_days_out_and_not_on_a_weekend() {
    let day = |iso: &str, seconds: i64| {
        let moment = Moment::parse(
            iso,
            &second_story::review::moment::Context::new(
                "UTC",
                Instant::from_millis(NOON).unwrap(),
                &second_story::review::moment::UtcOnly,
            ),
        );
        moment.unwrap().moment.nominal().unwrap().plus(seconds)
    };
    assert_eq!(thirty_days_out(day("2026-03-17 10:22", 0), 0), "2026-04-16 10:15");
    assert_eq!(thirty_days_out(day("2026-03-19 23:59", 0), 3_600), "2026-04-20 00:45", "a Saturday becomes Monday");
    assert_eq!(thirty_days_out(day("2026-03-20 09:00", 0), 0), "2026-04-20 09:00", "a Sunday too");
}

// S0-20: the opening words stand in the head of the export. S1-18: a name stands there on the commitment, and nowhere else.
#[test]
fn the_export_tells_what_was_learned_and_asked_and_names_nobody_but_the_owner() {
    let view = ReviewView::default()
        .act(&[
            Intent::SetPerson { person: person("ana"), key: "role".into(), value: Scalar::text("facilitator") },
            write(Prose::Title, "Refunds sent twice"),
            write(Prose::Opening, "We are here to learn"),
            fix("f", "A release stops without a lag check", "Mara", "12 April", "path"),
            Intent::AddItem(learned(ItemId::new("l"), " The lag alert was set to 4 days ", 1)),
            Intent::AddItem(hands(ItemId::new("h"), "Did it surprise us?", "6", "9", 1).unwrap()),
        ])
        .view;
    let view = at(&view, Stage::Leave, NOON);
    let told = markdown::write(&view, &ReviewId::new("r"));
    assert!(told.contains("## What we did not know before\n\n- The lag alert was set to 4 days"), "{told}");
    assert!(told.contains("Did it surprise us? 6 of 9 hands."), "{told}");
    assert!(told.contains("Mara") && !told.contains("facilitator") && told.contains("We are here to learn"), "{told}");
    let copy =
        clean_copy(&view, &ReviewId::new("r"), &Seed { id: [1; 16], actor: [2; 16] }, NOON).unwrap().view().unwrap();
    assert!(copy.all_meta().all(|(key, _)| !key.starts_with(meta::OF_A_MEETING)));
    assert_eq!(copy.of_kind(kind::LEARNED).count(), 1);
}

/// What somebody does to the review that they see.
type Deed = Box<dyn Fn(&ReviewView, &PersonId) -> Vec<Intent>>;

#[derive(Clone, Debug)]
enum Step {
    Go(bool, u8),
    Pause(bool, bool),
    End(bool),
    Meet,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => (any::<bool>(), 1..6_u8).prop_map(|(left, stage)| Step::Go(left, stage)),
        2 => (any::<bool>(), any::<bool>()).prop_map(|(left, paused)| Step::Pause(left, paused)),
        1 => any::<bool>().prop_map(Step::End),
        3 => Just(Step::Meet),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn whatever_is_said_of_a_clock_breaks_nothing(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        now_ms in any::<i64>(),
        ahead_ms in any::<i64>(),
        cut in 0..200_usize,
        turned in any::<(usize, u8)>(),
    ) {
        let clock = Clock { now_ms, writer: "ana".into(), other: "ben".into(), ahead_ms };
        let whole = Presence { page: "meeting".into(), ..Presence::default() }.encode_with(Some(&clock));
        let mut turned_over = whole.clone();
        let place = turned.0 % turned_over.len();
        turned_over[place] ^= turned.1;
        let mut present = Present::default();
        for said in [&bytes, &whole[..cut.min(whole.len())].to_vec(), &turned_over, &whole] {
            present.heard("p", said, 5);
            let _ = (present.clock_of("ana", u64::MAX), present.clock_of("ben", 7));
        }
        prop_assert_eq!(Presence::decode(&whole).unwrap().page, "meeting", "who does not know of clocks reads the rest");
    }

    #[test]
    fn copies_that_have_met_show_the_same_stage_and_the_same_time(steps in proptest::collection::vec((step(), 1..90_000_i64), 1..25)) {
        let mut a = Replica::create(&Seed { id: [5; 16], actor: [6; 16] }).unwrap();
        let mut b = Replica::load(&a.save(), [7; 16]).unwrap();
        let mut now_ms = NOON;
        // The last stage that each went to apart, with its time, since they met.
        let mut apart: [Option<(i64, u8)>; 2] = [None, None];
        let mut only_stages = true;
        for (step, passed) in steps.into_iter().chain([(Step::Meet, 0)]) {
            now_ms += passed;
            let (left, act): (bool, Deed) = match step {
                Step::Meet => {
                    exchange(&mut a, &mut b);
                    let (here, there) = (a.view().unwrap(), b.view().unwrap());
                    prop_assert_eq!(&here, &there);
                    prop_assert_eq!(standing(&here), standing(&there));
                    prop_assert_eq!(seconds_left(&here, now_ms, 0), seconds_left(&there, now_ms, 0));
                    if let (Some(last), true) = (apart.into_iter().flatten().max(), only_stages) {
                        let shown = standing(&here).unwrap();
                        prop_assert_eq!((shown.since_ms, shown.stage.number()), last, "the later one is shown");
                        prop_assert_eq!(shown.stopped_at, None);
                    }
                    (apart, only_stages) = ([None, None], true);
                    continue;
                }
                Step::Go(left, stage) => {
                    let stage = Stage::from_number(i64::from(stage)).unwrap();
                    (left, Box::new(move |view, me| go_to(view, stage, me, now_ms)))
                }
                Step::Pause(left, paused) => (left, Box::new(move |view, me| pause(view, paused, me, now_ms, 0))),
                Step::End(left) => (left, Box::new(move |_, _| meeting::end(now_ms))),
            };
            let me = person(if left { "ana" } else { "ben" });
            let replica = if left { &mut a } else { &mut b };
            let view = replica.view().unwrap();
            let intents = act(&view, &me);
            if let Step::Go(_, stage) = step {
                if !intents.is_empty() {
                    apart[usize::from(!left)] = Some((now_ms, stage));
                }
            } else {
                only_stages = false;
            }
            let act = view.act(&intents);
            replica.carry_out(&act, &Stamp { by: me, now_ms }).unwrap();
        }
    }
}
