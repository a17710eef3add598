//! Pasted text becomes a timeline: rightly dated, in roles, with nothing guessed in silence.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::cast_sign_loss
)]

use proptest::prelude::*;
use second_story::exchange::import::paste::{self, Paste};
use second_story::review::EntryKind;
use second_story::review::moment::{Context, Day, Instant, Moment, ZoneRules};
use second_story::review::quick_entry;

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

fn at(now: &str) -> Context<'static> {
    Context::new("UTC", instant(now), &World)
}

fn context() -> Context<'static> {
    at("2026-03-20T09:00:00Z")
}

/// Each row: its reading in UTC (or why there is none), a star where it is proposed, its text.
fn told(paste: &Paste) -> Vec<String> {
    paste
        .rows
        .iter()
        .map(|row| {
            let star = if row.accepted { "*" } else { "-" };
            let when = match &row.reading {
                Ok(reading) => reading.moment.in_utc(),
                Err(problem) => problem.to_string(),
            };
            format!("{star} {when} | {}", row.text.replace('\n', " / "))
        })
        .collect()
}

fn in_roles(paste: &Paste) -> Vec<String> {
    paste.with_roles(&paste.roles()).iter().map(|row| row.line().replace('\n', " / ")).collect()
}

// ---- a chat, in the shapes in which chats are copied --------------------------------------------------------

const NAMES: [&str; 12] =
    ["Marta", "Okoye", "Bo", "Lindqvist", "Ines", "Duarte", "Rafa", "Osei", "Mark", "mwill", "example.test", "+46 70"];

fn a_chat_comes_out_dated_and_in_roles(text: &str, now: &str) {
    let paste = paste::read(text, &at(now));
    let expected: Vec<(&str, &str)> =
        include_str!("fixtures/chats/EXPECTED.tsv").lines().map(|line| line.split_once('\t').unwrap()).collect();
    let rows = told(&paste);
    assert_eq!(paste.rows.len(), 40, "{}", rows.join("\n"));
    for (row, (when, who)) in paste.rows.iter().zip(&expected) {
        let got = row.reading.as_ref().unwrap().moment.nominal().unwrap();
        assert_eq!(got.whole_minute(), instant(when), "{} {}", row.source, row.why);
        assert_eq!(paste.people[row.author.unwrap()].name, *who, "{}", row.source);
        assert!(row.accepted, "{}: {}", row.source, row.why);
    }
    let roles: Vec<&str> = paste.people.iter().map(|person| person.role.as_str()).collect();
    assert_eq!(
        roles,
        ["incident commander", "scribe", "responder 1", "deploybot", "responder 2", "responder 3"],
        "{:?}",
        paste.people
    );
    let lines = in_roles(&paste);
    let all = lines.join("\n");
    for name in NAMES {
        let survives = all.split(|c: char| !c.is_alphanumeric()).any(|word| word == name)
            || name.contains(['.', '+']) && all.contains(name);
        assert!(!survives, "{name} survives:\n{all}");
    }
    assert!(!all.contains("bo could"), "{all}");
    assert_eq!(
        lines[0],
        "incident commander: Declaring INC-482. I am incident commander, scribe is scribe. One job: stop the bleeding."
    );
    assert!(lines[11].contains("incident commander's call, responder 1's doubt"), "{}", lines[11]);
    assert!(lines[12].contains("as incident commander says"), "{}", lines[12]);
    assert_eq!(lines[18], "responder 1: I will mark the duplicates in the table");
    assert_eq!(lines[17], "incident commander: Thank you responder 3. That changes it.");
    assert_eq!(paste.rows[9].kind, EntryKind::Decision);
}

// S0-10, S4-9
#[test]
fn a_chat_copied_from_slack_comes_out_dated_and_in_roles() {
    a_chat_comes_out_dated_and_in_roles(include_str!("fixtures/chats/slack-copy.txt"), "2026-03-20T09:00:00Z");
}

#[test]
fn a_chat_exported_from_a_telephone_comes_out_dated_and_in_roles() {
    a_chat_comes_out_dated_and_in_roles(include_str!("fixtures/chats/whatsapp.txt"), "2026-03-20T09:00:00Z");
}

#[test]
fn a_chat_copied_from_discord_comes_out_dated_and_in_roles() {
    a_chat_comes_out_dated_and_in_roles(include_str!("fixtures/chats/discord-copy.txt"), "2026-03-18T09:00:00Z");
}

#[test]
fn a_chat_without_any_date_is_of_the_last_day_it_can_be() {
    let text = "[23:11] <bo> declared\n[23:52] <marta> rolled back\n[00:04] <bo> queue drained\n";
    assert_eq!(
        told(&paste::read(text, &at("2026-03-18T09:00:00Z"))),
        [
            "* 2026-03-17 23:11 UTC | declared",
            "* 2026-03-17 23:52 UTC | rolled back",
            "* 2026-03-18 00:04 UTC | queue drained",
        ]
    );
    let dated = context().on(Day::new(2026, 1, 5).unwrap());
    assert_eq!(told(&paste::read(text, &dated))[2], "* 2026-01-06 00:04 UTC | queue drained");
}

// ---- written timelines --------------------------------------------------------------------------------------

#[test]
fn a_timeline_under_dated_headings_is_read() {
    let rows = told(&paste::read(include_str!("fixtures/md/google-sre.md"), &context()));
    let timed: Vec<&String> = rows.iter().filter(|row| row.starts_with('*')).collect();
    assert_eq!(
        timed,
        [
            "* 2026-03-17 22:41 UTC | release v318 starts",
            "* 2026-03-17 22:47 UTC | **OUTAGE BEGINS** — first duplicate refund",
            "* 2026-03-17 22:59 UTC | pager",
            "* 2026-03-17 23:11 UTC | **INCIDENT BEGINS** — declared INC-482",
            "* 2026-03-17 23:52 UTC | **OUTAGE MITIGATED** — rolled back",
            "* 2026-03-18 00:04 UTC | queue drained",
            "* 2026-03-18 01:12 UTC | **INCIDENT ENDS** — refunds reconciled",
        ],
        "{}",
        rows.join("\n")
    );
}

#[test]
fn a_table_in_another_zone_is_read() {
    let rows = told(&paste::read(include_str!("fixtures/md/table-dialect.md"), &context()));
    let timed: Vec<&String> = rows.iter().filter(|row| row.starts_with('*')).collect();
    assert_eq!(
        timed,
        [
            "* 2026-03-17 22:41 UTC | Release v318 starts",
            "* ~2026-03-17 22:47 UTC | First duplicate refund",
            "* 2026-03-17 23:11 UTC | Declared. / Roles set.",
            "* 2026-03-17 23:52 UTC | Rolled back",
            "* 2026-03-18 UTC+01:00 | Refunds reconciled",
        ],
        "{}",
        rows.join("\n")
    );
}

#[test]
fn runs_of_broken_lines_are_read() {
    let rows = told(&paste::read(include_str!("fixtures/md/break-dialect.md"), &context()));
    let timed: Vec<&String> = rows.iter().filter(|row| row.starts_with('*')).collect();
    assert_eq!(
        timed,
        [
            "* 2026-03-17 UTC-07:00 | a partner changes a setting **<START OF OUTAGE>**",
            "* 2026-03-17 22:58 UTC | alert fires",
            "* 2026-03-17 23:03 UTC | S01 / writes in",
            "* 2026-03-17 23:52 UTC | rolled back **<END OF OUTAGE>**",
            "* 2026-03-18 15:05 UTC | review begins",
        ],
        "{}",
        rows.join("\n")
    );
}

#[test]
fn ranges_in_headings_and_nested_quotes_are_read() {
    let rows = told(&paste::read(include_str!("fixtures/md/range-bullets.md"), &context()));
    assert_eq!(
        rows,
        [
            "* 2026-03-17 22:41 UTC – 2026-03-17 23:11 UTC | Detection",
            "* 2026-03-17 22:59 UTC | pager / > \"queue depth > 40k\"",
            "* 2026-03-17 23:11 UTC | declared",
            "* 2026-03-18 00:00 UTC – 2026-03-18 01:12 UTC | Recovery",
            "* 2026-03-18 00:04 UTC | queue drained",
            "* ~2026-03-18 01:12 UTC | refunds reconciled",
        ]
    );
}

#[test]
fn bracketed_times_under_a_heading_are_read() {
    let rows = told(&paste::read(include_str!("fixtures/md/incidentio-postmortem.md"), &context()));
    let timed: Vec<&String> = rows.iter().filter(|row| row.starts_with('*')).collect();
    assert_eq!(
        timed,
        [
            "* 2026-03-17 22:59 UTC | **Alert fired**",
            "* 2026-03-17 23:11 UTC | **Incident declared**",
            "* 2026-03-17 23:52 UTC | **Rolled back to v317**",
            "* 2026-03-18 00:04 UTC | **Queue drained**",
        ],
        "{}",
        rows.join("\n")
    );
}

#[test]
fn separated_values_with_a_header_are_read() {
    let paste = paste::read(include_str!("fixtures/time/dispatch-timeline.csv"), &context());
    assert_eq!(
        told(&paste),
        [
            "* 2026-03-17 23:11:20 UTC | Declared, roles set: \"IC\" and scribe",
            "* 2026-03-17 23:52:03 UTC | Rolled back to v317 / all regions",
        ]
    );
    assert_eq!(paste.people[0].name, "Marta Okoye");
    assert!(paste.people[1].system);
    assert_eq!(paste.rows[1].lines, 2..4);

    let paste = paste::read(include_str!("fixtures/time/generic-times.csv"), &context());
    let rows = told(&paste);
    assert_eq!(rows.len(), 18, "no row is lost");
    for row in &paste.rows {
        assert!(!row.why.is_empty(), "{}", row.source);
    }
    assert!(rows[10].starts_with("- “HH:mm” is a form"), "{}", rows[10]);
    assert!(rows[11].starts_with("- The year in “20202-01-16 12:00”"), "{}", rows[11]);
    assert!(paste.rows[3].why.contains("3 April 2026 or 4 March 2026"), "{}", paste.rows[3].why);
    assert!(paste.rows[3].why.contains("as “17/03/2026” must be"), "{}", paste.rows[3].why);
}

// S2-8
#[test]
fn logs_are_read_in_either_order() {
    let text = "2026-03-17T22:59:05.123Z WARN pager fired\n    at worker.rs:12\n2026-03-17T23:00:00Z INFO ack\n";
    assert_eq!(
        told(&paste::read(text, &context())),
        ["* 2026-03-17 22:59:05.123 UTC | WARN pager fired / at worker.rs:12", "* 2026-03-17 23:00:00 UTC | INFO ack",]
    );
    let text = "01:12 reconciled\n00:04 drained\n23:52 rolled back\n23:11 declared\n22:47 first\n";
    assert_eq!(
        told(&paste::read(text, &at("2026-03-18T09:00:00Z"))),
        [
            "* 2026-03-18 01:12 UTC | reconciled",
            "* 2026-03-18 00:04 UTC | drained",
            "* 2026-03-17 23:52 UTC | rolled back",
            "* 2026-03-17 23:11 UTC | declared",
            "* 2026-03-17 22:47 UTC | first",
        ]
    );
    let text = "2015-10-21 15:28 UTC jennifer\n";
    let text = format!("- {text}  - shutting down\n- 2015-10-21 15:26 UTC martym\n  - switching over\n");
    assert_eq!(
        told(&paste::read(&text, &context())),
        ["* 2015-10-21 15:28 UTC | - shutting down", "* 2015-10-21 15:26 UTC | - switching over",]
    );
}

#[test]
fn prose_paragraphs_and_sections_keep_together() {
    let text = "## 2018 October 21 22:52 UTC\nDuring maintenance the link was lost.\n\nA second paragraph.\n\n## 2018 October 21 22:54 UTC\nAlerts.\n";
    assert_eq!(
        told(&paste::read(text, &context())),
        [
            "* 2018-10-21 22:52 UTC | During maintenance the link was lost. /  / A second paragraph.",
            "* 2018-10-21 22:54 UTC | Alerts.",
        ]
    );
    let text = "At 9:37AM PST, a command removed more servers than meant.\nNothing else is known.\n";
    let dated = context().on(Day::new(2017, 2, 28).unwrap());
    assert_eq!(
        told(&paste::read(text, &dated)),
        ["* 2017-02-28 17:37 UTC | a command removed more servers than meant. / Nothing else is known."]
    );
}

#[test]
fn what_has_no_place_is_kept_with_the_reason() {
    let paste = paste::read("somebody said something\n\n14:05 IST page\n25:10 typo\n", &context());
    assert_eq!(paste.rows.len(), 3, "{:?}", told(&paste));
    assert!(paste.rows.iter().all(|row| !row.accepted));
    assert_eq!(paste.rows[0].why, "There is no time in this text, so it has no place yet.");
    assert!(paste.rows[1].why.contains("several zones"), "{}", paste.rows[1].why);
    assert!(paste.rows[2].why.contains("no clock shows"), "{}", paste.rows[2].why);
}

// ---- people and secrets -------------------------------------------------------------------------------------

#[test]
fn words_that_are_also_names_are_left_alone() {
    let text = "23:11 <Mark> will do\n23:12 <Will> Will you mark it? I asked Mark. mark my words\n23:13 <Zoë> Zoe's query, zoës\n";
    let paste = paste::read(text, &at("2026-03-18T09:00:00Z"));
    assert_eq!(
        in_roles(&paste),
        [
            "responder 1: will do",
            "responder 2: Will you mark it? I asked responder 1. mark my words",
            "responder 3: responder 3's query, zoës",
        ]
    );
}

// S3-4
#[test]
fn people_are_listed_once_however_they_are_named() {
    let text = "23:11 <bo> hi <@U03BO|bo> and @Bo Lindqvist\n23:12 <ines> IC is @marta, bo.lindqvist@example.test has the doc\n";
    let paste = paste::read(text, &at("2026-03-18T09:00:00Z"));
    let names: Vec<&str> = paste.people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(names, ["Bo Lindqvist", "ines", "U03BO", "marta"], "{:?}", paste.people);
    let all = in_roles(&paste).join("\n");
    assert!(!all.to_lowercase().contains("lindqvist"), "{all}");
    assert_eq!(paste.people[3].role, "incident commander");
}

#[test]
fn secrets_are_pointed_out_and_removed_when_asked() {
    let text = "23:11 see https://files.example.test/x?t=xoxe-123456-abcdef and token=abc123def\n23:12 curl -H 'Authorization: Bearer abcdef123456789'\n23:13 the token: expired\n";
    let paste = paste::read(text, &at("2026-03-18T09:00:00Z"));
    let what: Vec<(usize, &str)> = paste.secrets.iter().map(|secret| (secret.row, secret.what)).collect();
    assert_eq!(what, [(0, "a Slack token"), (0, "a token"), (1, "an authorization header")]);
    assert!(in_roles(&paste)[0].contains("xoxe-"), "nothing is dropped in silence");
    let removed = paste.without_secrets(&paste.roles(), &(0..3).collect());
    assert_eq!(
        removed[0].text,
        "see https://files.example.test/x?t=[removed: a Slack token] and token=[removed: a token]"
    );
    assert!(!removed[1].text.contains("abcdef"));
}

// ---- one typed line -----------------------------------------------------------------------------------------

// S0-9
#[test]
fn quick_entry_understands_what_people_type() {
    let read = |line: &str| {
        let entry = quick_entry::read(line, &at("2026-03-17T23:45:30Z"), true);
        let known = entry.known.map_or(String::new(), |known: Moment| format!(" known {}", known.in_utc()));
        format!("{}{known} | {} | {}", entry.at.in_utc(), entry.kind.key(), entry.text)
    };
    assert_eq!(read("14:05 page: queue depth > 40k"), "2026-03-17 14:05 UTC | alarm | queue depth > 40k");
    assert_eq!(
        read("~23:20 ! decided to hold the rollback"),
        "~2026-03-17 23:20 UTC | decision | decided to hold the rollback"
    );
    assert_eq!(read("-5 restarted the worker"), "2026-03-17 23:40 UTC | note | restarted the worker");
    assert_eq!(
        read("23:31 known 23:40 refund paid twice"),
        "2026-03-17 23:31 UTC known 2026-03-17 23:40 UTC | note | refund paid twice"
    );
    assert_eq!(read("the queue is falling"), "2026-03-17 23:45 UTC | note | the queue is falling");
    assert_eq!(read("23:59 yesterday's"), "2026-03-16 23:59 UTC | note | yesterday's");
    assert_eq!(read("5 customers called"), "2026-03-17 23:45 UTC | note | 5 customers called");
    assert_eq!(read("see https://example.test: now"), "2026-03-17 23:45 UTC | note | see https://example.test: now");
    assert_eq!(quick_entry::read("the queue fell", &context(), false).at, Moment::unknown());
    let odd = quick_entry::read("25:10 typo", &context(), false);
    assert_eq!(odd.text, "25:10 typo");
    assert!(odd.problem.is_some());
}

// ---- any text -----------------------------------------------------------------------------------------------

fn lines() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just("Bo Lindqvist".to_owned()),
        Just("  11:11 PM".to_owned()),
        Just("## 2026-03-17".to_owned()),
        Just("APP".to_owned()),
        Just("| Time | Event |".to_owned()),
        Just("|---|---|".to_owned()),
        Just("| 10:00 | x |".to_owned()),
        Just("```".to_owned()),
        "[0-9]{1,2}:[0-9]{2} .{0,12}",
        "- .{0,12}",
        "\\[[0-9:]{3,6}\\] <?[a-zé]{1,4}>? .{0,8}",
        ".{0,30}",
        Just(String::new()),
        Just("a,\"b".to_owned()),
        Just("Time,Event".to_owned()),
        Just("mail bo@example.test or +46 70 123 45 67".to_owned()),
    ];
    proptest::collection::vec(line, 0..14).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #[test]
    fn no_text_makes_pasting_panic_and_no_line_is_lost(text in lines()) {
        let paste = paste::read(&text, &context());
        let _ = in_roles(&paste);
        let _ = paste.without_secrets(&paste.roles(), &(0..paste.secrets.len()).collect());
        for row in &paste.rows {
            prop_assert!(!row.why.is_empty());
        }
    }
}

#[test]
fn a_thousand_lines_are_read_at_once() {
    let chat = include_str!("fixtures/chats/whatsapp.txt").repeat(25);
    let begun = std::time::Instant::now();
    let paste = paste::read(&chat, &context());
    let read = begun.elapsed();
    let roles = paste.with_roles(&paste.roles());
    println!("1,000 messages: read in {read:?}, in roles after {:?}", begun.elapsed());
    assert_eq!(roles.len(), 1000);
}
