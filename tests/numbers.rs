//! Numbers show their rows: each is computed from lines of the review, is a range where their times are, and names
//! them; what cannot be given asks one question.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use proptest::prelude::*;
use second_story::practice::numbers::{Figure, Mark, Measure, Numbers, Why};
use second_story::review::field::item as fields;
use second_story::review::moment::{Context, Elapsed, Instant, Precision, Tick, When, ZoneRules};
use second_story::review::{
    EntryKind, Item, ItemId, Milestone, Moment, PersonId, Register, ReviewView, Scalar, ViewParts, kind,
};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

const INC_482: &str = include_str!("fixtures/numbers/inc-482.json");

// ---- reviews -----------------------------------------------------------------------------------------------

fn instant(text: &str) -> Instant {
    let at: jiff::Timestamp = text.parse().unwrap();
    Instant::new(at.as_second(), u32::try_from(at.subsec_nanosecond()).unwrap()).unwrap()
}

/// `22:58`, `22:58:30`, `~22:58`, on 17 March 2026; or a whole timestamp, with `~` behind it where it is approximate.
fn at(text: &str) -> Moment {
    let bare = text.trim_matches('~');
    let precision = match bare.len() {
        5 => Precision::Minute,
        _ if bare.contains('.') => Precision::Fraction,
        _ => Precision::Second,
    };
    let place = match bare.len() {
        5 => instant(&format!("2026-03-17T{bare}:00Z")),
        8 => instant(&format!("2026-03-17T{bare}Z")),
        _ => instant(bare),
    };
    // "About" a time written to the whole minute is about that minute.
    if text.contains('~') { Moment::about(place, Precision::Minute) } else { Moment::exact(place, precision) }
}

fn span(from: &str, until: &str) -> Moment {
    let tick = |text: &str| match at(text).when() {
        When::At { tick, .. } => tick,
        other => panic!("{other:?}"),
    };
    Moment::range(Some(tick(from)), Some(tick(until)))
}

#[derive(Clone, Default)]
struct Review(Vec<Item>);

impl Review {
    fn with(mut self, id: &str, what: &str, more: &[(&str, Register)]) -> Self {
        let one = |text: &str| Register::one(Scalar::text(text));
        let mut all: BTreeMap<Arc<str>, Register> = BTreeMap::from([(Arc::from(fields::KIND), one(what))]);
        all.extend(more.iter().map(|(key, value)| (Arc::from(*key), value.clone())));
        self.0.push(Item::new(ItemId::new(id), Arc::from(id), all));
        self
    }

    fn entry(self, id: &str, what: EntryKind, at: &Moment) -> Self {
        self.marked(id, what, at, "")
    }

    fn marked(self, id: &str, what: EntryKind, at: &Moment, milestone: &str) -> Self {
        let one = |text: &str| Register::one(Scalar::text_or_null(text));
        self.with(
            id,
            kind::ENTRY,
            &[(fields::TYPE, one(what.key())), (fields::AT, one(&at.encode())), (fields::MILESTONE, one(milestone))],
        )
    }

    fn impact(self, id: &str, at: &Moment) -> Self {
        self.with(id, kind::IMPACT, &[(fields::AT, Register::one(Scalar::text(at.encode())))])
    }

    fn view(&self) -> ReviewView {
        let items = self.0.iter().cloned().map(|item| (item, false)).collect();
        ReviewView::from_parts(ViewParts { items, ..ViewParts::default() })
    }

    fn numbers(&self) -> Numbers {
        Numbers::of(&self.view())
    }
}

fn data() -> Value {
    serde_json::from_str(INC_482).unwrap()
}

/// The review of the incident; with a change to each time.
fn inc_482(change: impl Fn(Moment) -> Moment) -> Review {
    let data = data();
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or("").to_owned();
    let mut review = Review::default();
    for one in data["impacts"].as_array().unwrap() {
        review = review.impact(&text(one, "what"), &change(span(&text(one, "from"), &text(one, "until"))));
    }
    for one in data["rows"].as_array().unwrap() {
        let what = EntryKind::from_key(&text(one, "type"));
        review = review.marked(&text(one, "what"), what, &change(at(&text(one, "at"))), &text(one, "milestone"));
    }
    review
}

fn rows(figure: &Figure) -> (&str, &str) {
    (figure.from.as_str(), figure.to.as_str())
}

fn seconds(numbers: &Numbers, measure: Measure) -> (Option<i64>, Option<i64>) {
    let elapsed = numbers.figure(measure).unwrap_or_else(|| panic!("{:?}", numbers.gap(measure))).elapsed;
    (elapsed.least, elapsed.most)
}

fn sentence(numbers: &Numbers, measure: Measure) -> &str {
    numbers.figure(measure).map_or_else(|| &*numbers.gap(measure).unwrap().question, |figure| &figure.sentence)
}

// ---- the incident ------------------------------------------------------------------------------------------

// S0-11, S0-15, S0-16, S0-33, S1-12, S1-13
#[test]
fn the_figures_of_the_incident_are_those_that_were_worked_out_by_hand() {
    let (numbers, data) = (inc_482(|at| at).numbers(), data());
    let computed = &data["computed"];
    for (milestone, key) in [
        (Milestone::Started, "impactStart"),
        (Milestone::Detected, "detected"),
        (Milestone::Acknowledged, "acknowledged"),
        (Milestone::Declared, "declared"),
        (Milestone::Mitigated, "mitigated"),
        (Milestone::Resolved, "resolved"),
    ] {
        let expected = at(computed[key].as_str().unwrap());
        let mark = numbers.mark(milestone).unwrap();
        assert_eq!((mark.earliest(), mark.latest()), expected.measured(), "{key}");
        assert_eq!(mark.also, Vec::new());
    }
    for (measure, key) in [
        (Measure::Detect, "ttd_s"),
        (Measure::Acknowledge, "tta_from_detect_s"),
        (Measure::Mitigate, "ttm_from_impact_s"),
        (Measure::Impact, "ttm_from_impact_s"),
    ] {
        assert_eq!(numbers.figure(measure).unwrap().elapsed.exactly(), computed[key].as_i64(), "{key}");
    }
    assert_eq!(numbers.gaps(), []);
}

#[test]
fn each_figure_is_a_sentence_and_opens_its_rows() {
    let review = inc_482(|at| at);
    let (view, numbers) = (review.view(), review.numbers());
    let told: Vec<(&str, (&str, &str))> =
        numbers.figures().iter().map(|figure| (figure.sentence.as_str(), rows(figure))).collect();
    let impact = "refunds paid twice";
    assert_eq!(
        told,
        [
            ("Felt for 65 minutes.", (impact, impact)),
            ("Detected 11 minutes after it began.", (impact, "alert fires")),
            ("Acknowledged 5 minutes 11 seconds after it was detected.", ("alert fires", "acknowledged")),
            ("Declared 13 minutes after it was detected.", ("alert fires", "declared")),
            ("Decided 21 minutes after it was detected.", ("alert fires", "decision: hold rollback")),
            ("Mitigated 65 minutes after it began.", (impact, "rollback finished")),
            ("Resolved 2 hours 23 minutes to 2 hours 27 minutes after it began.", (impact, "resolved")),
            ("A concern was heard 28 minutes after it was voiced.", ("concern", "decision: roll back")),
        ]
    );
    for figure in numbers.figures() {
        assert!(figure.rows().iter().all(|row| view.item(row).is_some()));
    }
    let first = numbers.first_alarm().unwrap();
    assert_eq!((first.row.as_str(), first.next.as_ref().unwrap().as_str()), ("alert fires", "page"));
    assert_eq!(first.sentence, "This was the first of 2 alarms, 35 seconds before the next.");
}

#[test]
fn with_approximate_rows_they_are_ranges_around_the_same_figures() {
    let (exact, about) = (inc_482(|at| at).numbers(), inc_482(|at| at.made_approximate(true)).numbers());
    for measure in Measure::ALL {
        let (least, most) = seconds(&about, *measure);
        let (low, high) = seconds(&exact, *measure);
        assert!(least < low && high < most, "{measure:?}");
    }
    assert_eq!(seconds(&about, Measure::Detect), (Some(678 - 60), Some(678 + 60)));
    assert_eq!(sentence(&about, Measure::Detect), "Detected 10 to 12 minutes after it began.");
    assert_eq!(sentence(&about, Measure::Impact), "Felt for 64 to 66 minutes.");
    // The page came 35 seconds after the alert: with half a minute either way, either may have been the first.
    assert_eq!(about.mark(Milestone::Detected).unwrap().also, [ItemId::new("page")]);
    assert_eq!(about.first_alarm().unwrap().sentence, "Which of 2 came first cannot be told; there were 2 alarms.");
}

// ---- marks -------------------------------------------------------------------------------------------------

#[test]
fn what_somebody_marked_counts_before_what_kinds_say() {
    let review = Review::default()
        .impact("felt", &span("22:47", "23:52"))
        .entry("alarm", EntryKind::Alarm, &at("22:50"))
        .marked("noticed", EntryKind::Note, &at("22:58"), "detected")
        .marked("eu restored", EntryKind::Recovery, &at("23:40"), "mitigated")
        .marked("us restored", EntryKind::Recovery, &at("23:52"), "mitigated resolved");
    let numbers = review.numbers();
    assert_eq!(rows(numbers.figure(Measure::Detect).unwrap()), ("felt", "noticed"));
    assert_eq!(rows(numbers.figure(Measure::Mitigate).unwrap()), ("felt", "us restored"));
    assert_eq!(rows(numbers.figure(Measure::Resolve).unwrap()), ("felt", "us restored"));
    assert!(numbers.mark(Milestone::Detected).is_some_and(|mark: &Mark| mark.is_said));
}

#[test]
fn where_people_differ_about_a_mark_or_a_time_both_count() {
    let claims = |values: [Scalar; 2]| {
        Register::from_claims(values.into_iter().zip(["a", "b"]).map(|(value, by)| (value, Some(PersonId::new(by)))))
    };
    let times = claims([Scalar::text(at("22:58").encode()), Scalar::text(at("23:02").encode())]);
    let marks = claims([Scalar::text("detected"), Scalar::Null]);
    let felt = Review::default().impact("felt", &span("22:47", "23:52"));
    let by_time = felt.clone().with(
        "noticed",
        kind::ENTRY,
        &[(fields::AT, times), (fields::MILESTONE, Register::one(Scalar::text("detected")))],
    );
    assert_eq!(seconds(&by_time.numbers(), Measure::Detect), (Some(660), Some(900)));
    let by_mark = felt
        .with(
            "noticed",
            kind::ENTRY,
            &[(fields::AT, Register::one(Scalar::text(at("22:58").encode()))), (fields::MILESTONE, marks)],
        )
        .marked("seen", EntryKind::Note, &at("23:05"), "detected");
    let numbers = by_mark.numbers();
    assert_eq!(seconds(&numbers, Measure::Detect), (Some(660), Some(1080)));
    assert_eq!(numbers.figure(Measure::Detect).unwrap().also, [ItemId::new("seen")]);
}

#[test]
fn a_missing_mark_is_asked_for_and_asked_only_once_it_can_matter() {
    let numbers = Review::default().numbers();
    assert_eq!(numbers.figures(), []);
    let asked: Vec<Measure> = numbers.gaps().iter().map(|gap| gap.measure).collect();
    assert_eq!(
        asked,
        [Measure::Impact, Measure::Detect, Measure::Acknowledge, Measure::Decide, Measure::Mitigate, Measure::Resolve]
    );
    assert_eq!(numbers.gap(Measure::Detect).unwrap().why, Why::Unmarked(Milestone::Started));
    assert_eq!(numbers.first_alarm(), None);

    let numbers = Review::default().impact("felt", &span("22:47", "23:52")).numbers();
    let gap = numbers.gap(Measure::Detect).unwrap();
    assert_eq!((gap.why, gap.rows.len()), (Why::Unmarked(Milestone::Detected), 0));
    assert_eq!(gap.question, "Which line is the first alarm, or the moment somebody noticed?");

    // One recovery tells when it got better, not that it was over.
    let one = Review::default().impact("felt", &span("22:47", "23:52")).entry("b", EntryKind::Recovery, &at("23:52"));
    assert_eq!(one.numbers().gap(Measure::Resolve).unwrap().why, Why::Unmarked(Milestone::Resolved));

    let concern = Review::default().marked("worry", EntryKind::Note, &at("23:12"), "concern");
    assert_eq!(concern.numbers().gap(Measure::Hear).unwrap().why, Why::Unmarked(Milestone::Heard));
}

#[test]
fn a_marked_line_without_a_time_is_asked_for_its_time() {
    let review = Review::default().impact("felt", &span("22:47", "23:52")).marked(
        "noticed",
        EntryKind::Note,
        &Moment::unknown(),
        "detected",
    );
    let numbers = review.numbers();
    let gap = numbers.gap(Measure::Detect).unwrap();
    assert_eq!((gap.why, gap.rows.as_slice()), (Why::Untimed(Milestone::Detected), &[ItemId::new("noticed")][..]));
}

#[test]
fn hidden_and_removed_lines_count_for_nothing() {
    let yes = Register::one(Scalar::Int(1));
    let alarm = |key: &str| {
        [
            (fields::TYPE.to_owned(), Register::one(Scalar::text("alarm"))),
            (fields::AT.to_owned(), Register::one(Scalar::text(at("22:49").encode()))),
            (key.to_owned(), yes.clone()),
        ]
    };
    let mut review =
        Review::default().impact("felt", &span("22:47", "23:52")).entry("alarm", EntryKind::Alarm, &at("22:58"));
    for (id, key) in [("hidden", fields::HIDDEN), ("removed", fields::REMOVED_AT)] {
        let more = alarm(key);
        let more: Vec<(&str, Register)> = more.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
        review = review.with(id, kind::ENTRY, &more);
    }
    assert_eq!(rows(review.numbers().figure(Measure::Detect).unwrap()), ("felt", "alarm"));
    assert_eq!(review.numbers().first_alarm().unwrap().sentence, "One alarm was raised.");
}

// ---- open ends, reversed order, several intervals, clocks that change -------------------------------------

#[test]
fn open_ends_are_said_as_open() {
    let felt = Review::default().impact("felt", &span("22:47", "23:52"));
    let until = |moment: &Moment| felt.clone().marked("over", EntryKind::Recovery, moment, "resolved").numbers();
    let tick = |text: &str| Some(Tick::new(instant(text), Precision::Minute));

    let since = Moment::range(tick("2026-03-17T23:52:00Z"), None);
    assert_eq!(sentence(&until(&since), Measure::Resolve), "Resolved at least 65 minutes after it began.");
    let before = Moment::utc(When::Before(tick("2026-03-18T01:12:00Z").unwrap()));
    assert_eq!(sentence(&until(&before), Measure::Resolve), "Resolved at most 2 hours 25 minutes after it began.");
    let day = Moment::date(instant("2026-03-18T00:00:00Z").wall(0).day).unwrap();
    assert_eq!(sentence(&until(&day), Measure::Resolve), "Resolved 73 minutes to 25 hours 13 minutes after it began.");
    let anything = Moment::range(tick("2026-03-17T22:00:00Z"), None);
    assert_eq!(until(&anything).gap(Measure::Resolve).unwrap().why, Why::Open);

    let going_on = Review::default().impact("felt", &since);
    assert_eq!(going_on.numbers().gap(Measure::Impact).unwrap().why, Why::NoInterval);
    let both = felt.clone().impact("also felt", &since).numbers();
    assert_eq!(sentence(&both, Measure::Impact), "Felt for at least 65 minutes in all, from 2 impacts.");
}

#[test]
fn several_intervals_are_added_and_what_overlaps_counts_once() {
    let review = Review::default()
        .impact("refunds", &span("22:00", "22:30"))
        .impact("statements", &span("22:20", "22:40"))
        .impact("refunds again", &span("23:00", "23:10"));
    let numbers = review.numbers();
    let figure = numbers.figure(Measure::Impact).unwrap();
    assert_eq!(figure.sentence, "Felt for 50 minutes in all, from 3 impacts.");
    assert_eq!(figure.rows().len(), 3);
}

#[test]
fn what_would_be_negative_is_a_question_and_no_figure() {
    let review = Review::default()
        .impact("felt", &span("22:47", "23:52"))
        .entry("alarm", EntryKind::Alarm, &at("22:42"))
        .entry("restart", EntryKind::Response, &at("22:30"));
    let numbers = review.numbers();
    assert_eq!(numbers.figure(Measure::Detect), None);
    let gap = numbers.gap(Measure::Detect).unwrap();
    assert_eq!((gap.why, gap.rows.len()), (Why::Reversed, 2));
    assert_eq!(
        gap.question,
        "“Detected” stands 5 minutes before “Impact began”: is another line meant, or is one of the times different?"
    );
    assert_eq!(numbers.gap(Measure::Acknowledge).unwrap().why, Why::Reversed);

    // Where only the times are too coarse to tell, it is a range that says so.
    let unsure =
        Review::default().impact("felt", &span("22:47", "23:52")).entry("alarm", EntryKind::Alarm, &at("~22:48"));
    assert_eq!(sentence(&unsure.numbers(), Measure::Detect), "Detected up to 3 minutes after it began.");
    let same = Review::default().impact("felt", &span("22:47", "23:52")).entry("a", EntryKind::Alarm, &at("22:47"));
    assert_eq!(sentence(&same.numbers(), Measure::Detect), "Detected as it began.");
}

#[test]
fn sentences_say_ranges_as_people_do() {
    let said = |alarm: Moment| {
        let review = Review::default().marked("felt", EntryKind::Note, &at("22:47"), "started");
        sentence(&review.entry("alarm", EntryKind::Alarm, &alarm).numbers(), Measure::Detect).to_owned()
    };
    assert_eq!(said(at("22:51")), "Detected 4 minutes after it began.");
    assert_eq!(said(span("22:57", "22:59")), "Detected 10 to 12 minutes after it began.");
    assert_eq!(said(span("22:57:40", "22:57:50")), "Detected about 11 minutes after it began.");
    assert_eq!(said(span("22:40", "22:47")), "Detected no later than it began.");
    assert_eq!(said(span("22:40", "22:48")), "Detected up to 60 seconds after it began.");
    let hour = Moment::exact(instant("2026-03-17T23:00:00Z"), Precision::Hour);
    assert_eq!(said(hour), "Detected 13 to 73 minutes after it began.");
}

#[test]
fn a_decision_long_before_is_not_the_first_decision_about_it() {
    let review = Review::default()
        .impact("felt", &span("22:47", "23:52"))
        .entry("we chose to ship weekly", EntryKind::Decision, &at("2026-01-17T10:00:00Z"))
        .entry("alarm", EntryKind::Alarm, &at("22:58"))
        .entry("hold", EntryKind::Decision, &at("23:19"));
    assert_eq!(sentence(&review.numbers(), Measure::Decide), "Decided 21 minutes after it was detected.");
}

struct World;

impl ZoneRules for World {
    fn offset_seconds(&self, zone: &str, at: Instant) -> Option<i32> {
        let zone = jiff::tz::TimeZone::get(zone).ok()?;
        Some(zone.to_offset(jiff::Timestamp::from_second(at.seconds()).ok()?).seconds())
    }
}

#[test]
fn clocks_that_change_in_between_do_not_change_how_long_it_took() {
    let context = Context::new("Europe/Berlin", instant("2026-12-01T00:00:00Z"), &World);
    let read = |text: &str| Moment::parse(text, &context).unwrap().moment;
    let took = |from: &str, to: &str| {
        let review = Review::default().marked("from", EntryKind::Note, &read(from), "started").entry(
            "to",
            EntryKind::Alarm,
            &read(to),
        );
        sentence(&review.numbers(), Measure::Detect).to_owned()
    };
    assert_eq!(took("2026-03-29 01:50", "2026-03-29 03:10"), "Detected 20 minutes after it began.");
    assert_eq!(took("2026-10-25 01:50", "2026-10-25 03:10"), "Detected 2 hours 20 minutes after it began.");
    // 02:30 was there twice.
    assert_eq!(took("2026-10-25 01:50", "2026-10-25 02:30"), "Detected 40 to 100 minutes after it began.");
}

// ---- people are no input ------------------------------------------------------------------------------------

#[test]
fn nothing_depends_on_people() {
    let review = inc_482(|at| at);
    let plain = review.numbers();
    let names = ["Ines", "Bo", "Marta"];
    let mut parts = ViewParts::default();
    for (place, item) in review.0.iter().enumerate() {
        let by = Register::one(Scalar::text(names[place % names.len()]));
        let mut all: BTreeMap<Arc<str>, Register> =
            item.fields().map(|(key, value)| (key.clone(), value.clone())).collect();
        for key in [fields::CREATED_BY, fields::SEEN_FROM, fields::OWNER, fields::WHO, fields::LANE] {
            all.insert(Arc::from(key), by.clone());
        }
        parts.items.push((Item::new(item.id().clone(), Arc::from(names[place % names.len()]), all), false));
    }
    for name in names {
        let facts = [(Arc::from("name"), Register::one(Scalar::text(name)))];
        parts.people.insert(PersonId::new(name), BTreeMap::from(facts));
        parts.marks.insert(Arc::from(format!("accepted:x:{name}")), Register::one(Scalar::Bool(true)));
    }
    assert_eq!(Numbers::of(&ReviewView::from_parts(parts)), plain);
}

// ---- numbers typed by hand ----------------------------------------------------------------------------------

#[track_caller]
fn asked(text: &str, expected: &[&str]) {
    let numbers = inc_482(|at| at).numbers();
    let found: Vec<String> = numbers.questioned(text).into_iter().map(|one| one.words).collect();
    assert_eq!(found, expected, "{text}");
}

// S2-9
#[test]
fn a_typed_number_that_no_two_rows_support_is_questioned_kindly() {
    asked("Customers were affected for 47 minutes.", &["47 minutes"]);
    asked("It took 4h 30m to recover.", &["4h 30m"]);
    asked("It took 3 h 10 min, then 3.4 hours.", &["3 h 10 min", "3.4 hours"]);
    asked("For about five hours nobody noticed.", &["about five hours"]);
    asked("A 190-minute outage.", &["190-minute"]);
    asked(
        "Three and a half hours went by. Two hours and fifty minutes passed.",
        &["Three and a half hours", "Two hours and fifty minutes"],
    );
    let numbers = inc_482(|at| at).numbers();
    let text = "Wir waren 47 minutes down.";
    let one = &numbers.questioned(text)[0];
    assert_eq!(&text[one.range.clone()], "47 minutes");
    assert_eq!(one.question, "“47 minutes”: between which two lines of the timeline is that?");
}

#[test]
fn a_typed_number_is_supported_as_finely_as_it_was_typed() {
    for text in [
        "Affected for 65 minutes.",
        "Affected for 64 minutes.",
        "Affected for 64 minutes 51 seconds.",
        "Affected for 1 h 5 min.",
        "Affected for 1h5m.",
        "Affected for 1.1 hours.",
        "Affected for about an hour.",
        "The alert took 11 minutes to fire.",
        "Eleven minutes until the alert.",
        "The rollback ran for 8 minutes.",
        "Back to normal after 2 hours and 25 minutes.",
        "Between 10 and 12 minutes; 10–12 minutes; 10 to 12 minutes.",
        "More than an hour of double refunds.",
    ] {
        asked(text, &[]);
    }
}

#[test]
fn what_is_quoted_or_tells_of_no_incident_is_left_alone() {
    for text in [
        "> down for 47 minutes",
        "Support wrote “down for 47 minutes, maybe 300 minutes”.",
        "The log says \"took 47 minutes\".",
        "`sleep 47 minutes`",
        "```\n47 minutes\n```",
        "The job runs every 47 minutes.",
        "A 47-minute window of data.",
        "The timeout of 47 minutes was never reached.",
        "Rollbacks should take 47 minutes at most.",
        "At least 47 minutes, up to 300 minutes.",
        "In the last 47 minutes.",
        "v47 minutes, 14h05 restarted, 14:47 minutes were kept, 30 days, 47 seconds.",
        "47 customers, 2.5 million refunds",
        "",
    ] {
        asked(text, &[]);
    }
    // What comes from a log or a chat is what it says there.
    let quoted = Register::one(Scalar::text("chat"));
    let memory = Register::one(Scalar::text("memory"));
    let numbers = inc_482(|at| at).numbers();
    for (source, count) in [(quoted, 0), (memory, 1), (Register::one(Scalar::Null), 1)] {
        let item = Item::new(
            ItemId::new("said"),
            Arc::from("down for 47 minutes"),
            BTreeMap::from([(Arc::from(fields::SOURCE), source)]),
        );
        assert_eq!(numbers.questioned_in(&item).len(), count);
    }
    // With nothing to compare with there is no question.
    assert_eq!(Review::default().numbers().questioned("It took 47 minutes."), []);
}

// ---- properties ---------------------------------------------------------------------------------------------

const BASE: i64 = 1_773_787_000;

fn any_tick() -> impl Strategy<Value = Tick> {
    let precision = prop_oneof![
        Just(Precision::DAY),
        Just(Precision::Hour),
        Just(Precision::Minute),
        Just(Precision::Second),
        Just(Precision::Fraction),
    ];
    (BASE - 9_000..BASE + 9_000, precision)
        .prop_map(|(seconds, precision)| Tick::new(Instant::from_seconds(seconds).unwrap(), precision))
}

fn any_moment() -> impl Strategy<Value = Moment> {
    let end = || proptest::option::of(any_tick());
    let place = || proptest::option::of((BASE - 9_000..BASE + 9_000).prop_map(|s| Instant::from_seconds(s).unwrap()));
    prop_oneof![
        4 => (any_tick(), any::<bool>()).prop_map(|(tick, approximate)| When::At { tick, approximate }),
        3 => (end(), end(), any::<bool>())
            .prop_map(|(start, end, approximate)| When::Range { start, end, approximate }),
        1 => any_tick().prop_map(When::Before),
        1 => any_tick().prop_map(When::After),
        1 => (place(), place()).prop_map(|(from, until)| When::Unknown { from, until }),
    ]
    .prop_map(Moment::utc)
}

/// An instant that a moment allows, by two numbers at random.
fn within(first: Option<Instant>, last: Option<Instant>, part: u64, beyond: i64) -> i64 {
    match (first.map(Instant::seconds), last.map(Instant::seconds)) {
        (Some(first), Some(last)) => {
            let width = u64::try_from((last - first).max(0)).unwrap() + 1;
            first + i64::try_from(part % width).unwrap()
        }
        (Some(first), None) => first + beyond,
        (None, Some(last)) => last - beyond,
        (None, None) => BASE + beyond,
    }
}

fn second(at: i64) -> Moment {
    Moment::exact(Instant::from_seconds(at).unwrap(), Precision::Second)
}

#[derive(Clone, Debug)]
struct Line {
    impact: bool,
    what: EntryKind,
    milestone: &'static str,
    at: Moment,
    draw: (u64, u64, i64),
}

fn any_line() -> impl Strategy<Value = Line> {
    let kinds = (0..EntryKind::ALL.len()).prop_map(|place| EntryKind::ALL[place]);
    let marks = prop_oneof![
        3 => Just(""),
        1 => (0..Milestone::ALL.len()).prop_map(|place| Milestone::ALL[place].key()),
        1 => Just("mitigated resolved"),
    ];
    (proptest::bool::weighted(0.2), kinds, marks, any_moment(), (any::<u64>(), any::<u64>(), 0i64..20_000))
        .prop_map(|(impact, what, milestone, at, draw)| Line { impact, what, milestone, at, draw })
}

/// The review as told, and one that may be what really happened.
fn told_and_true(lines: &[Line]) -> (Review, Review) {
    let (mut told, mut truly) = (Review::default(), Review::default());
    for (place, line) in lines.iter().enumerate() {
        let id = format!("{place:02}");
        let (one, other, beyond) = line.draw;
        if line.impact {
            told = told.impact(&id, &line.at);
            let begin = line.at.beginning().map(|moment| moment.measured());
            let end = line.at.ending().map(|moment| moment.measured());
            let tick = |at: i64| Tick::new(Instant::from_seconds(at).unwrap(), Precision::Second);
            // What ended did not begin after its end.
            let start = begin.map(|(first, last)| {
                let last = last.zip(end.and_then(|(_, last)| last)).map_or(last, |(a, b)| Some(a.min(b)));
                within(first, last, one, beyond)
            });
            let until = end.map(|(first, last)| {
                let first = first.map(|first| start.map_or(first, |start| first.max(tick(start).at())));
                within(first, last, other, beyond)
            });
            let truly_at = match line.at.when() {
                When::Range { .. } => Moment::range(start.map(tick), until.map(tick)),
                _ => start.map_or_else(Moment::unknown, second),
            };
            truly = truly.impact(&id, &truly_at);
        } else {
            told = told.marked(&id, line.what, &line.at, line.milestone);
            let (first, last) = line.at.measured();
            let exact = if line.at.is_placed() { second(within(first, last, one, beyond)) } else { Moment::unknown() };
            truly = truly.marked(&id, line.what, &exact, line.milestone);
        }
    }
    (told, truly)
}

fn contains(wide: Elapsed, narrow: Elapsed) -> bool {
    wide.least.is_none_or(|least| narrow.least.is_some_and(|other| least <= other))
        && wide.most.is_none_or(|most| narrow.most.is_some_and(|other| other <= most))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn a_figure_from_ranges_contains_the_figure_from_any_true_times(
        lines in proptest::collection::vec(any_line(), 0..9)
    ) {
        let (told, truly) = told_and_true(&lines);
        let (told, truly) = (told.numbers(), truly.numbers());
        for figure in told.figures() {
            if let Some(exact) = truly.figure(figure.measure) {
                prop_assert!(
                    contains(figure.elapsed, exact.elapsed),
                    "{:?}: {:?} does not contain {:?}", figure.measure, figure.elapsed, exact.elapsed
                );
            }
        }
    }

    #[test]
    fn every_figure_and_every_question_has_words_and_rows_that_are_there(
        lines in proptest::collection::vec(any_line(), 0..9)
    ) {
        let (review, _) = told_and_true(&lines);
        let (view, numbers) = (review.view(), review.numbers());
        for figure in numbers.figures() {
            prop_assert!(figure.sentence.ends_with('.') && figure.sentence.len() > 8);
            prop_assert!(!figure.sentence.contains("minus") && !figure.sentence.contains("not known"), "{}", figure.sentence);
            prop_assert!(figure.elapsed.most.is_none_or(|most| most >= 0));
            prop_assert!(figure.rows().iter().all(|row| view.item(row).is_some()));
        }
        for gap in numbers.gaps() {
            prop_assert!(gap.question.ends_with('?') && !gap.question.contains("minus"), "{}", gap.question);
            prop_assert!(gap.rows.iter().all(|row| view.item(row).is_some()));
        }
        let given: Vec<Measure> = numbers.figures().iter().map(|figure| figure.measure)
            .chain(numbers.gaps().iter().map(|gap| gap.measure)).collect();
        prop_assert!(given.iter().enumerate().all(|(place, measure)| !given[..place].contains(measure)));
        if let Some(first) = numbers.first_alarm() {
            prop_assert!(first.sentence.ends_with('.') && view.item(&first.row).is_some());
        }
    }

    #[test]
    fn no_text_makes_questioning_panic(
        text in prop_oneof![
            ".{0,60}",
            proptest::collection::vec(prop_oneof![
                Just("47"), Just(" "), Just("h"), Just("min"), Just("hours"), Just("-"), Just("–"), Just("twenty"),
                Just("and"), Just("a"), Just("half"), Just("an"), Just("hour"), Just("about"), Just("“"), Just("\""),
                Just("`"), Just("\n"), Just(">"), Just("2.5"), Just("999999999999"), Just("."), Just("ß"), Just("5"),
            ], 0..16).prop_map(|pieces| pieces.concat()),
        ]
    ) {
        for one in inc_482(|at| at).numbers().questioned(&text) {
            prop_assert_eq!(text.get(one.range.clone()), Some(one.words.as_str()));
            prop_assert!(one.question.ends_with('?'));
        }
    }

    #[test]
    fn a_number_copied_from_a_figure_is_never_questioned(gap in 60i64..20_000) {
        let review = Review::default()
            .marked("from", EntryKind::Note, &second(BASE), "started")
            .entry("to", EntryKind::Alarm, &second(BASE + gap));
        let numbers = review.numbers();
        prop_assert_eq!(numbers.questioned(sentence(&numbers, Measure::Detect)), []);
    }
}
