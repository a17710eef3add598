//! Honest time: what is stored comes back, what is ordered stays ordered, what is read is read as people meant it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::cast_sign_loss
)]

use proptest::prelude::*;
use second_story::review::moment::{Day, Elapsed, Form, Instant, Moment, Precision, Tick, When, Zone, ZoneRules};

/// The bundled zone database, which stands here for the browser's own.
struct World;

impl ZoneRules for World {
    fn offset_seconds(&self, zone: &str, at: Instant) -> Option<i32> {
        let zone = jiff::tz::TimeZone::get(zone).ok()?;
        Some(zone.to_offset(jiff::Timestamp::from_second(at.seconds()).ok()?).seconds())
    }
}

fn instant(text: &str) -> Instant {
    let at: jiff::Timestamp = text.parse().unwrap();
    Instant::new(at.as_second(), at.subsec_nanosecond() as u32).unwrap()
}

fn minute(text: &str) -> Moment {
    Moment::exact(instant(text), Precision::Minute)
}

// ---- what is stored comes back -----------------------------------------------------------------------------

fn any_precision() -> impl Strategy<Value = Precision> {
    prop_oneof![
        prop_oneof![Just(1440u16), Just(1380), Just(1500)].prop_map(|minutes| Precision::Day { minutes }),
        Just(Precision::Hour),
        Just(Precision::Minute),
        Just(Precision::Second),
        Just(Precision::Fraction),
    ]
}

fn any_instant() -> impl Strategy<Value = Instant> {
    prop_oneof![
        4 => (1_600_000_000i64..1_900_000_000, 0u32..1_000_000_000).prop_map(|(s, n)| Instant::new(s, n).unwrap()),
        1 => (Instant::MIN.seconds() + 200_000..Instant::MAX.seconds() - 200_000)
            .prop_map(|s| Instant::from_seconds(s).unwrap()),
    ]
}

fn any_tick() -> impl Strategy<Value = Tick> {
    (any_instant(), any_precision()).prop_map(|(at, precision)| Tick::new(at, precision))
}

fn any_when() -> impl Strategy<Value = When> {
    prop_oneof![
        (any_tick(), any::<bool>()).prop_map(|(tick, approximate)| When::At { tick, approximate }),
        (proptest::option::of(any_tick()), proptest::option::of(any_tick()), any::<bool>())
            .prop_map(|(start, end, approximate)| When::Range { start, end, approximate }),
        any_tick().prop_map(When::Before),
        any_tick().prop_map(When::After),
        (proptest::option::of(any_instant()), proptest::option::of(any_instant()))
            .prop_map(|(from, until)| When::Unknown { from, until }),
    ]
}

fn any_zone() -> impl Strategy<Value = Zone> {
    prop_oneof![
        Just(Zone::Unstated),
        Just(Zone::Offset),
        prop_oneof![Just("Europe/Berlin"), Just("America/Port-au-Prince"), Just("Etc/GMT+5")]
            .prop_map(|name| Zone::Named(name.to_owned())),
    ]
}

fn any_moment() -> impl Strategy<Value = Moment> {
    (any_when(), any_zone(), -50_400i32..50_400, ".{0,24}")
        .prop_map(|(when, zone, offset, written)| Moment::new(when, zone, offset, written))
}

proptest! {
    #[test]
    fn what_is_stored_comes_back_whole(moment in any_moment()) {
        let stored = moment.encode();
        prop_assert_eq!(Moment::decode(&stored).unwrap(), moment.clone());
        let json = serde_json::to_string(&moment).unwrap();
        prop_assert_eq!(serde_json::from_str::<Moment>(&json).unwrap(), moment);
    }

    #[test]
    fn no_text_makes_decoding_panic(text in ".{0,60}") {
        let _ = Moment::decode(&text);
    }

    #[test]
    fn what_stands_for_a_moment_lies_within_its_bounds(moment in any_moment()) {
        if let Some(at) = moment.nominal() {
            prop_assert!(moment.earliest().is_none_or(|first| first <= at));
            prop_assert!(moment.latest().is_none_or(|last| at <= last));
        }
    }

    #[test]
    fn the_order_of_a_list_is_total_and_never_against_what_is_known(
        a in any_moment(), b in any_moment(), c in any_moment()
    ) {
        use std::cmp::Ordering;
        prop_assert_eq!(a.display_order(&b), b.display_order(&a).reverse());
        if a.display_order(&b) != Ordering::Greater && b.display_order(&c) != Ordering::Greater {
            prop_assert_ne!(a.display_order(&c), Ordering::Greater);
        }
        if a.before(&b) == Some(true) {
            prop_assert_eq!(b.before(&a), Some(false));
            prop_assert!(a.sort_key() < b.sort_key());
            if b.before(&c) == Some(true) {
                prop_assert_eq!(a.before(&c), Some(true));
            }
        }
        prop_assert_eq!(a.display_order(&b) == Ordering::Equal, a == b);
    }

    #[test]
    fn strings_of_exact_times_sort_as_the_times_do(a in any_instant(), b in any_instant()) {
        let (a, b) = (a.whole_second(), b.whole_second());
        let text = |at| Moment::exact(at, Precision::Second).encode();
        prop_assert_eq!(a.cmp(&b), text(a).cmp(&text(b)));
    }
}

#[test]
fn the_stored_form_is_one_line_that_a_person_can_read() {
    let at = instant("2026-03-17T22:47:12Z");
    assert_eq!(Moment::exact(at, Precision::Second).encode(), "2026-03-17T22:47:12Z|s|+00:00|");
    assert_eq!(Moment::about(at, Precision::Minute).encode(), "2026-03-17T22:47:12Z|~m|+00:00|");
    assert_eq!(Moment::unplaced("a | b").encode(), "../..|?|?+00:00|a | b");
    for wrong in [
        "",
        "2026-03-17T22:47:12Z",
        "2026-03-17T22:47:12Z|x|+00:00|",
        "2026-03-17T22:47:12.10Z|f|+00:00|",
        "2026-02-30T22:47:12Z|s|+00:00|",
        "2026-03-17T22:47:12Z|s|Berlin|",
        "../..|m-m|+00:00|",
        "../..|-|+00:00|",
        "2026-03-18T00:00:00Z/2026-03-17T00:00:00Z|m-m|+00:00|",
    ] {
        assert!(Moment::decode(wrong).is_err(), "{wrong}");
    }
}

// ---- what is shown -----------------------------------------------------------------------------------------

#[test]
fn a_row_shows_the_time_and_no_more_than_is_known() {
    let short = |moment: &Moment| moment.short("UTC", &World);
    assert_eq!(short(&Moment::exact(instant("2026-03-17T22:47:12Z"), Precision::Second)), "22:47:12");
    assert_eq!(short(&Moment::about(instant("2026-03-17T23:20:00Z"), Precision::Minute)), "~23:20");
    assert_eq!(short(&Moment::about(instant("2026-03-17T23:00:00Z"), Precision::Hour)), "~11pm");
    let tick = |text| Some(Tick::new(instant(text), Precision::Minute));
    assert_eq!(short(&Moment::range(tick("2026-03-17T23:19:00Z"), tick("2026-03-17T23:25:00Z"))), "23:19–23:25");
    assert_eq!(short(&Moment::range(tick("2026-03-17T23:19:00Z"), tick("2026-03-18T01:25:00Z"))), "23:19–18 Mar 01:25");
    assert_eq!(short(&Moment::range(tick("2026-03-17T23:19:00Z"), None)), "from 23:19");
    let before = Tick::new(instant("2017-01-31T00:00:00Z"), Precision::DAY);
    assert_eq!(short(&Moment::utc(When::Before(before))), "before 31 Jan");
    let day = Moment::date(Day::new(2026, 3, 18).unwrap()).unwrap();
    assert_eq!(short(&day), "date only");
    assert_eq!(day.form(), Form::DateOnly);
    assert_eq!(short(&Moment::unplaced("??:??")), "time unknown");

    let late = Moment::exact(instant("2026-03-17T23:30:00Z"), Precision::Minute);
    assert_eq!(late.heading("UTC", &World), "Tuesday 17 March 2026");
    assert_eq!(late.heading("Europe/Berlin", &World), "Wednesday 18 March 2026");
    assert_eq!(late.short("Europe/Berlin", &World), "00:30");
    assert_eq!(late.spoken("UTC", &World), "17 March 2026, 23:30");
    assert_eq!(day.heading("America/New_York", &World), "Wednesday 18 March 2026");
    assert_eq!(Moment::unknown().heading("UTC", &World), "Time unknown");
    // What was before a day was not on the day before it.
    let before = Moment::parse("before 2017-01-31", &context()).unwrap().moment;
    assert_eq!(before.heading("UTC", &World), "Before Tuesday 31 January 2017");
    let clock = Moment::parse("before 2017-01-31 14:05", &context()).unwrap().moment;
    assert_eq!(clock.heading("UTC", &World), "Tuesday 31 January 2017");
}

// S0-4
#[test]
fn a_duration_is_as_honest_as_its_ends() {
    let words = |a: &Moment, b: &Moment| Elapsed::between(a, b).words();
    let begin = Moment::exact(instant("2026-03-17T22:47:12Z"), Precision::Second);
    let alert = Moment::exact(instant("2026-03-17T22:58:30Z"), Precision::Second);
    let end = Moment::exact(instant("2026-03-17T23:52:03Z"), Precision::Second);
    let right = Moment::about(instant("2026-03-18T01:12:00Z"), Precision::Minute);
    assert_eq!(words(&begin, &alert), "11 minutes");
    assert_eq!(words(&begin, &end), "65 minutes");
    assert_eq!(Elapsed::between(&begin, &end).exactly(), Some(3891));
    assert_eq!(words(&end, &right), "78 to 82 minutes");
    assert_eq!(words(&minute("2018-10-21T22:52:00Z"), &minute("2018-10-22T23:03:00Z")), "24 hours 11 minutes");
    assert_eq!(words(&begin, &Moment::unknown()), "not known");
    let open = Moment::range(Some(Tick::new(instant("2026-03-17T23:47:12Z"), Precision::Second)), None);
    assert_eq!(words(&begin, &open), "at least 60 minutes");
    assert_eq!(words(&right, &end), "minus 82 minutes to minus 78 minutes");
    let eleven = Moment::exact(instant("2026-03-17T23:00:00Z"), Precision::Hour);
    assert_eq!(words(&begin, &eleven), "13 to 73 minutes");
    let days = |from, to| {
        Moment::range(Some(Tick::new(instant(from), Precision::DAY)), Some(Tick::new(instant(to), Precision::DAY)))
    };
    let either = days("2026-03-18T00:00:00Z", "2026-03-19T00:00:00Z");
    assert_eq!(words(&minute("2026-03-18T00:00:00Z"), &either), "up to 2 days");
}

// ---- what people write -------------------------------------------------------------------------------------

use second_story::review::moment::{Context, DayOrder, Note, Reading, TimeProblem};

fn now() -> Instant {
    instant("2026-03-20T09:00:00Z")
}

fn context() -> Context<'static> {
    Context::new("UTC", now(), &World)
}

fn anchored(year: i32, month: u32, day: u32) -> Context<'static> {
    context().on(Day::new(year, month, day).unwrap())
}

/// A reading in one line: its sort, its bounds on the UTC line, what was supposed.
fn told(read: &Result<Reading, TimeProblem>) -> String {
    let reading = match read {
        Ok(reading) => reading,
        Err(problem) => return format!("reject: {problem}"),
    };
    let mut text = match (reading.moment.form(), reading.moment.is_approximate()) {
        (Form::Exact, _) => "exact",
        (Form::Approximate, _) => "approx",
        (Form::Range, false) => "range",
        (Form::Range, true) => "approx range",
        (Form::DateOnly, false) => "date only",
        (Form::DateOnly, true) => "approx date",
        (Form::Before, _) => "before",
        (Form::After, _) => "after",
        (Form::Unknown, _) if reading.moment.is_placed() => "partly known",
        (Form::Unknown, _) => "unknown",
    }
    .to_owned();
    if reading.moment.is_placed() {
        text.push(' ');
        text.push_str(&reading.moment.in_utc());
    }
    for note in &reading.notes {
        let name = match note {
            Note::AmbiguousDayOrder { day_first, month_first } => {
                let day = |moment: &Option<Moment>| moment.as_ref().map_or("none".to_owned(), Moment::in_utc);
                format!("ambiguous-day-order (day first {}, month first {})", day(day_first), day(month_first))
            }
            Note::Fold { earlier, later } => format!("fold ({} or {})", earlier.in_utc(), later.in_utc()),
            Note::Gap { .. } => "gap (no clock showed it)".to_owned(),
            Note::NeedsDate => "needs date".to_owned(),
            Note::NextDay => "next day".to_owned(),
            Note::YearAssumed(year) => format!("year assumed {year}"),
            Note::OpenEnded => "means open-ended".to_owned(),
            Note::Partial => "a part is unknown".to_owned(),
        };
        text.push_str("; ");
        text.push_str(&name);
    }
    text
}

fn assert_told(table: &str, context: &Context<'_>, rows: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (written, wanted) in rows {
        let got = told(&Moment::parse(written, context));
        println!("{table} | {written} | {got}");
        if got != *wanted {
            wrong.push(format!("{written}\n   wanted {wanted}\n   got    {got}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every row of the table of times that people have written, with its reading.
#[test]
fn each_row_of_generic_times_is_read_as_it_should_be() {
    let table = include_str!("fixtures/time/generic-times.csv");
    let mut wrong = Vec::new();
    for line in table.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let (written, expect) = (fields[0], *fields.last().unwrap());
        let read = Moment::parse(written, &context());
        let line = told(&read);
        println!("generic-times.csv | {written} | expect {expect} | {line}");
        let as_expected = match expect {
            "instant" => line.starts_with("exact") && !line.contains(';'),
            "ambiguous-day-order" => line.contains("ambiguous-day-order"),
            "approx needs date" => line.contains("needs date") && read.as_ref().is_ok_and(|it| !it.moment.is_placed()),
            "approx" => told(&Moment::parse(written, &anchored(2026, 3, 17))).starts_with("approx ~2026-03-17 "),
            "minute unknown" => {
                told(&Moment::parse(written, &anchored(2026, 3, 17)))
                    == "partly known between 2026-03-17 23:30 UTC and 2026-03-17 23:39 UTC; a part is unknown"
            }
            "day unknown" => line.starts_with("partly known between 2026-03-01 00:00 UTC and 2026-03-31 23:59 UTC"),
            "date only" => line == "date only 2026-03-18 UTC",
            "reject" | "reject with row kept" => line.starts_with("reject"),
            "ambiguous (fold)" => line.contains("fold (2026-11-01 05:30 UTC or 2026-11-01 06:30 UTC)"),
            "nonexistent (gap)" => line.contains("gap"),
            "means open-ended" => line.contains("means open-ended"),
            other => panic!("no one says what “{other}” means"),
        };
        if !as_expected {
            wrong.push(format!("{written}: wanted {expect}, got {line}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every shape that public timelines use, with its reading.
#[test]
fn each_shape_in_the_wild_is_read() {
    assert_told(
        "wild",
        &anchored(2017, 1, 31),
        &[
            ("± 17:20 UTC:", "approx ~2017-01-31 17:20 UTC"),
            ("2017/01/31 6pm UTC", "exact 2017-01-31 6pm UTC"),
            ("2017/01/31 11pm-ish UTC", "approx ~2017-01-31 11pm UTC"),
            ("11pm-ish UTC", "approx ~2017-01-31 11pm UTC"),
            ("11:27pm UTC", "exact 2017-01-31 23:27 UTC"),
        ],
    );
    assert_told(
        "wild",
        &context(),
        &[
            ("2018 October 21 22:52 UTC", "exact 2018-10-21 22:52 UTC"),
            ("2015-10-21 15:28 UTC", "exact 2015-10-21 15:28 UTC"),
            (
                "2015-10-21 (all times UTC)",
                "reject: “2015-10-21 (all times UTC)” has a time and then something that was not understood: “(all times UTC”.",
            ),
            ("February 24, 2025", "date only 2025-02-24 UTC"),
            ("2026-03-17 (UTC)", "date only 2026-03-17 UTC"),
            ("2017-01-31T23:30:00Z", "exact 2017-01-31 23:30:00 UTC"),
            ("2025-03-17 16:06", "exact 2025-03-17 16:06 UTC"),
            (
                "2022-02-?? ??:??",
                "partly known between 2022-02-01 00:00 UTC and 2022-02-28 23:59 UTC; a part is unknown",
            ),
            (
                "2021/22-??-?? HH:mm",
                "partly known between 2021-01-01 00:00 UTC and 2022-12-31 23:59 UTC; a part is unknown",
            ),
            ("~2025-03-03 19:30", "approx ~2025-03-03 19:30 UTC"),
            ("20202-01-16", "reject: The year in “20202-01-16” cannot be right: 20202."),
            ("HH:mm", "reject: “HH:mm” is a form that nobody filled in."),
            ("14:??", "unknown; needs date; a part is unknown"),
            ("??:??", "unknown"),
            ("--:--", "unknown"),
        ],
    );
    assert_told(
        "wild",
        &anchored(2019, 7, 2),
        &[
            ("13:42 UTC", "exact 2019-07-02 13:42 UTC"),
            ("9:37AM PST", "exact 2019-07-02 17:37 UTC"),
            ("9:16 PM to 11:16 PM PDT", "range 2019-07-03 04:16 UTC – 2019-07-03 06:16 UTC"),
            ("1:30 AM PDT", "exact 2019-07-02 08:30 UTC"),
            ("22:04-23:00 UTC", "range 2019-07-02 22:04 UTC – 2019-07-02 23:00 UTC"),
            ("24:00", "exact 2019-07-03 00:00 UTC"),
            ("14:??", "partly known between 2019-07-02 14:00 UTC and 2019-07-02 14:59 UTC; a part is unknown"),
            ("23:3?", "partly known between 2019-07-02 23:30 UTC and 2019-07-02 23:39 UTC; a part is unknown"),
            ("??:??", "date only 2019-07-02 UTC"),
            ("--:--", "date only 2019-07-02 UTC"),
            ("8:40", "exact 2019-07-02 08:40 UTC"),
            ("[10:30]", "exact 2019-07-02 10:30 UTC"),
            ("14:54", "exact 2019-07-02 14:54 UTC"),
            ("22:04:", "exact 2019-07-02 22:04 UTC"),
            ("[1:04 PM]", "exact 2019-07-02 13:04 UTC"),
        ],
    );
}

#[test]
fn each_way_of_writing_a_time_is_read() {
    assert_told(
        "more",
        &anchored(2026, 3, 17),
        &[
            ("14:05", "exact 2026-03-17 14:05 UTC"),
            ("14:05:09.25", "exact 2026-03-17 14:05:09.25 UTC"),
            ("14:05:09,250", "exact 2026-03-17 14:05:09.25 UTC"),
            ("~23:20", "approx ~2026-03-17 23:20 UTC"),
            ("≈ 23:20", "approx ~2026-03-17 23:20 UTC"),
            ("about 23:20", "approx ~2026-03-17 23:20 UTC"),
            ("around 11pm", "approx ~2026-03-17 11pm UTC"),
            ("2026-03-17 ~23:20", "approx ~2026-03-17 23:20 UTC"),
            ("2026-03-17 about 23:20", "approx ~2026-03-17 23:20 UTC"),
            ("17 March ~11pm", "approx ~2026-03-17 11pm UTC; year assumed 2026"),
            ("ca. 23:20", "approx ~2026-03-17 23:20 UTC"),
            ("23:20ish", "approx ~2026-03-17 23:20 UTC"),
            ("23:20?", "approx ~2026-03-17 23:20 UTC"),
            ("23:20 (approx)", "approx ~2026-03-17 23:20 UTC"),
            ("-5", "exact 2026-03-20 08:55 UTC"),
            ("-90m", "exact 2026-03-20 07:30 UTC"),
            ("5 min ago", "exact 2026-03-20 08:55 UTC"),
            ("an hour ago", "exact 2026-03-20 08:00 UTC"),
            ("now", "exact 2026-03-20 09:00 UTC"),
            ("23:19–23:25", "range 2026-03-17 23:19 UTC – 2026-03-17 23:25 UTC"),
            ("23:19 - 23:25", "range 2026-03-17 23:19 UTC – 2026-03-17 23:25 UTC"),
            ("from 23:19 to 23:25", "range 2026-03-17 23:19 UTC – 2026-03-17 23:25 UTC"),
            ("between 23:19 and 00:25", "range 2026-03-17 23:19 UTC – 2026-03-18 00:25 UTC"),
            ("23:50 → 00:10 CET", "range 2026-03-17 22:50 UTC – 2026-03-17 23:10 UTC"),
            ("9:16-11:16 PM PDT", "range 2026-03-18 04:16 UTC – 2026-03-18 06:16 UTC"),
            ("9-11pm", "range 2026-03-17 9pm UTC – 2026-03-17 11pm UTC"),
            ("before 22:47", "before before 2026-03-17 22:47 UTC"),
            ("after 22:47 UTC", "after after 2026-03-17 22:47 UTC"),
            ("since 22:47", "range since 2026-03-17 22:47 UTC"),
            ("until 22:47", "range until 2026-03-17 22:47 UTC"),
            ("before 2026-03-17", "before before 2026-03-17 UTC"),
            ("11 p.m. CET", "exact 2026-03-17 10pm UTC"),
            ("11:27 pm", "exact 2026-03-17 23:27 UTC"),
            ("12am", "exact 2026-03-17 12am UTC"),
            ("12:30 pm", "exact 2026-03-17 12:30 UTC"),
            ("noon", "exact 2026-03-17 12:00 UTC"),
            ("14h05", "exact 2026-03-17 14:05 UTC"),
            ("1405Z", "exact 2026-03-17 14:05 UTC"),
            ("1405 UTC", "exact 2026-03-17 14:05 UTC"),
            ("14:05 UTC+2", "exact 2026-03-17 12:05 UTC"),
            ("14:05+02:00", "exact 2026-03-17 12:05 UTC"),
            ("14:05 GMT-5", "exact 2026-03-17 19:05 UTC"),
            ("14:05 (CEST)", "exact 2026-03-17 12:05 UTC"),
            ("14:05 Europe/Berlin", "exact 2026-03-17 13:05 UTC"),
            ("14:05 PST/PDT", "exact 2026-03-17 21:05 UTC"),
            ("14:05 ET", "exact 2026-03-17 18:05 UTC"),
            ("14:05 IST", "reject: “IST” in “14:05 IST” stands for several zones (India, Ireland, Israel): say which."),
            (
                "14:05 Europe/Atlantis",
                "reject: No zone is known by the name “Europe/Atlantis” in “14:05 Europe/Atlantis”.",
            ),
            ("25:10", "reject: “25:10” is a time that no clock shows."),
            ("14:72", "reject: “14:72” is a time that no clock shows."),
            ("24:30", "reject: “24:30” is a time that no clock shows."),
            ("2026-02-30 10:00", "reject: “2026-02-30 10:00” names a day that no calendar has: 2026-02-30."),
            ("0202-01-16", "reject: The year in “0202-01-16” cannot be right: 202."),
            ("YYYY-MM-DD HH:mm", "reject: “YYYY-MM-DD HH:mm” is a form that nobody filled in."),
            ("pizza", "reject: There is no time in “pizza”."),
            ("5 customers", "reject: There is no time in “5 customers”."),
            ("", "reject: There is no time in “”."),
        ],
    );
    assert_told(
        "more",
        &context(),
        &[
            ("2026-03-17T23:40:10.123456789Z", "exact 2026-03-17 23:40:10.123456789 UTC"),
            ("2026-03-17T18:40:10-05:00", "exact 2026-03-17 23:40:10 UTC"),
            ("2026-03-17 18:40-05:00", "exact 2026-03-17 23:40 UTC"),
            ("2026-03-17 18:40 -0500", "exact 2026-03-17 23:40 UTC"),
            ("2026-03-17 10:00-11:30", "range 2026-03-17 10:00 UTC – 2026-03-17 11:30 UTC"),
            ("2026-03-17T22:41:00Z/2026-03-18T00:10:00Z", "range 2026-03-17 22:41:00 UTC – 2026-03-18 00:10:00 UTC"),
            ("2026-03-17T22:41:00Z/0001-01-01T00:00:00Z", "range since 2026-03-17 22:41:00 UTC; means open-ended"),
            ("2026-03-17 to 2026-03-19", "range 2026-03-17 UTC – 2026-03-19 UTC"),
            ("17 March 2026", "date only 2026-03-17 UTC"),
            ("March 17th, 2026 at 10:47 PM", "exact 2026-03-17 22:47 UTC"),
            ("Tue, 17 Mar 2026 22:47:12 +0100", "exact 2026-03-17 21:47:12 UTC"),
            ("17/Mar/2026:22:47:12 +0000", "exact 2026-03-17 22:47:12 UTC"),
            ("Mar 17 22:47:12", "exact 2026-03-17 22:47:12 UTC; year assumed 2026"),
            ("Dec 24 22:47", "exact 2025-12-24 22:47 UTC; year assumed 2025"),
            ("10:47 PM on March 17, 2026", "exact 2026-03-17 22:47 UTC"),
            ("17.03.2026 22:47", "exact 2026-03-17 22:47 UTC"),
            ("20260317T224712Z", "reject: There is no time in “20260317T224712Z”."),
            ("yesterday 22:47", "exact 2026-03-19 22:47 UTC"),
            ("today at 08:47", "exact 2026-03-20 08:47 UTC"),
            ("2026-03-17 ??:??", "date only 2026-03-17 UTC"),
            ("1773788470", "exact 2026-03-17 23:01:10 UTC"),
            ("1773788470400", "exact 2026-03-17 23:01:10.4 UTC"),
            ("1773788470.000400", "exact 2026-03-17 23:01:10 UTC"),
            (
                "3/17/2026, 10:47:12 PM",
                "exact 2026-03-17 22:47:12 UTC; ambiguous-day-order (day first none, month first 2026-03-17 22:47:12 UTC)",
            ),
            (
                "2026-03-29 02:30 Europe/Berlin",
                "partly known between 2026-03-29 00:30 UTC and 2026-03-29 01:30:00 UTC; gap (no clock showed it)",
            ),
            ("2026-03-29 Europe/Berlin", "date only 2026-03-29 Europe/Berlin"),
            ("14:05", "unknown; needs date"),
            ("time unknown", "unknown"),
        ],
    );
    let day_first = Context { day_order: Some(DayOrder::DayFirst), ..context() };
    assert_told("more", &day_first, &[("03/04/2026 10:00", "exact 2026-04-03 10:00 UTC")]);
    let berlin = Context::new("Europe/Berlin", now(), &World).on(Day::new(2026, 7, 1).unwrap());
    assert_told(
        "more",
        &berlin,
        &[("14:05", "exact 2026-07-01 12:05 UTC"), ("--:--", "date only 2026-07-01 UTC+02:00")],
    );
}

#[test]
fn a_log_without_dates_crosses_midnight() {
    let evening = anchored(2026, 3, 17).after(instant("2026-03-17T23:52:00Z"));
    assert_eq!(told(&Moment::parse("00:04", &evening)), "exact 2026-03-18 00:04 UTC; next day");
    assert_eq!(told(&Moment::parse("23:40", &evening)), "exact 2026-03-17 23:40 UTC");
    let next = anchored(2026, 3, 17).after(instant("2026-03-18T00:04:00Z"));
    assert_eq!(told(&Moment::parse("01:12", &next)), "exact 2026-03-18 01:12 UTC");
}

#[test]
fn a_line_of_prose_gives_up_only_its_time() {
    let cases = [
        ("14:05 page: queue depth > 40k", Some(5)),
        ("22:04-23:00 UTC: Detection", Some(15)),
        ("2026-03-17 22:41 - 23:11 deploy", Some(24)),
        ("15:58 - alert fires", Some(5)),
        ("10:30am we met", Some(7)),
        ("5 customers called", None),
        ("2026 was long", None),
        ("404 errors", None),
        ("May 5 people came", None),
        ("-5 restarted", None),
        ("12:34:56:78:9a:bc joined", None),
        ("10.0.0.1 is down", None),
        ("1/2 of the nodes", None),
        ("about the rollback", None),
        ("from the panel", None),
        ("before lunch", None),
        ("a 10:30 meeting", None),
        ("🎉 14:05", None),
    ];
    for (line, wanted) in cases {
        let got = Moment::parse_leading(line, &context()).map(|(used, _)| used);
        assert_eq!(got, wanted, "{line}");
    }
    assert_eq!(Moment::parse_typed("-5 restarted", &context()).map(|(used, _)| used), Some(2));
}

fn time_like() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[0-9?x]{1,4}",
        "[:/.,+ -]",
        Just("UTC".to_owned()),
        Just("pm".to_owned()),
        Just("~".to_owned()),
        Just("T".to_owned()),
        Just("Z".to_owned()),
        Just("March".to_owned()),
        Just(" to ".to_owned()),
        Just("2026-03-17".to_owned()),
        Just("22:47".to_owned()),
        Just("before ".to_owned()),
        "\\PC",
    ];
    proptest::collection::vec(piece, 0..9).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_text_makes_reading_panic(text in prop_oneof![time_like(), ".{0,40}"]) {
        for context in [context(), anchored(2026, 3, 29).after(instant("2026-03-28T22:00:00Z"))] {
            let _ = Moment::parse(&text, &context);
            if let Some((used, Ok(reading))) = Moment::parse_typed(&text, &context) {
                prop_assert!(text.is_char_boundary(used));
                prop_assert_eq!(Moment::decode(&reading.moment.encode()).unwrap(), reading.moment);
            }
        }
    }

    #[test]
    fn what_is_printed_can_be_read_again_with_the_same_bounds(
        first in 1_000_000_000i64..1_900_000_000, length in 0i64..200_000,
        precision in prop_oneof![Just(Precision::Hour), Just(Precision::Minute), Just(Precision::Second)],
        shape in 0u8..6, approximate in any::<bool>(),
    ) {
        let tick = |seconds: i64| {
            let unit = precision.seconds();
            Tick::new(Instant::from_seconds(seconds - seconds.rem_euclid(unit)).unwrap(), precision)
        };
        let (start, end) = (tick(first), tick(first + length));
        let when = match shape {
            0 => When::At { tick: start, approximate },
            1 => When::Range { start: Some(start), end: Some(end), approximate },
            2 => When::Before(start),
            3 => When::After(start),
            4 => When::Range { start: Some(start), end: None, approximate },
            _ => When::Range { start: None, end: Some(end), approximate },
        };
        let moment = Moment::utc(when);
        let read = Moment::parse(&moment.in_utc(), &context()).unwrap().moment;
        prop_assert_eq!((read.earliest(), read.latest()), (moment.earliest(), moment.latest()), "{}", moment.in_utc());
        let again = Moment::parse(&moment.in_zone("Etc/GMT-3", &World), &context()).unwrap().moment;
        prop_assert_eq!((again.earliest(), again.latest()), (moment.earliest(), moment.latest()));
    }

    #[test]
    fn a_date_keeps_its_bounds_in_any_zone(number in 15_000i64..30_000, zone in prop_oneof![Just("UTC"), Just("Europe/Berlin"), Just("America/Los_Angeles")]) {
        let text = format!("{} {zone}", Day::from_number(number).iso());
        let moment = Moment::parse(&text, &context()).unwrap().moment;
        let again = Moment::parse(&moment.in_utc(), &context()).unwrap().moment;
        prop_assert_eq!((again.earliest(), again.latest()), (moment.earliest(), moment.latest()));
    }
}
