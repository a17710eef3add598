//! Appointments as other programs read them: the right time in the right zone, a reminder, and the way back.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use icalendar::{Calendar, CalendarDateTime, Component, DatePerhapsTime};
use second_story::exchange::export::calendar::{Appointment, Every, write};
use second_story::practice::reconvene;
use second_story::review::moment::{Instant, ZoneRules};

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
    Instant::from_seconds(at.as_second()).unwrap()
}

const LINK: &str = "https://example.org/reviews/#/r/abc234/reconvene";

fn reconvene_at(start: Instant, zone: &str) -> String {
    let about = format!("{}\n\n{LINK}", reconvene::QUESTIONS.join("\n"));
    let appointment = Appointment {
        uid: "abc234-reconvene",
        start,
        minutes: reconvene::MINUTES,
        title: "Reconvene: refunds, twice; and 🎉",
        about: &about,
        zone,
        link: LINK,
        reminds: true,
        every: None,
    };
    write(&appointment, instant("2026-03-17T22:47:00Z"), &World)
}

// S3-34
#[test]
fn another_program_reads_the_meeting_its_zone_its_reminder_and_the_way_back() {
    let file = reconvene_at(instant("2026-04-16T13:00:00Z"), "Europe/Berlin");
    let read: Calendar = file.parse().unwrap();
    let event = read.events().next().unwrap();
    assert_eq!(event.get_summary(), Some("Reconvene: refunds, twice; and 🎉"));
    let about = event.get_description().unwrap();
    assert!(reconvene::QUESTIONS.iter().all(|question| about.contains(question)), "{about}");
    assert!(about.ends_with(LINK), "{about}");
    assert_eq!(event.get_url(), Some(LINK));
    assert_eq!(event.get_uid(), Some("abc234-reconvene@second-story"));
    let Some(DatePerhapsTime::DateTime(CalendarDateTime::WithTimezone { date_time, tzid })) = event.get_start() else {
        panic!("{:?}", event.get_start())
    };
    assert_eq!((date_time.to_string().as_str(), tzid.as_str()), ("2026-04-16 15:00:00", "Europe/Berlin"));
    let Some(DatePerhapsTime::DateTime(CalendarDateTime::WithTimezone { date_time, .. })) = event.get_end() else {
        panic!("{:?}", event.get_end())
    };
    assert_eq!(date_time.to_string(), "2026-04-16 15:15:00");
    assert_eq!(file.matches("BEGIN:VALARM\r\nACTION:DISPLAY\r\n").count(), 2);
    assert!(file.contains("TRIGGER:-P1D\r\n") && file.contains("TRIGGER:-PT15M\r\n"));
}

// S3-34
#[test]
fn the_rules_of_the_zone_come_along_with_the_turns_of_its_clocks() {
    let berlin = reconvene_at(instant("2026-04-16T13:00:00Z"), "Europe/Berlin");
    for part in [
        "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n",
        "BEGIN:DAYLIGHT\r\nDTSTART:20260329T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nEND:DAYLIGHT\r\n",
        "BEGIN:STANDARD\r\nDTSTART:20261025T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\n",
    ] {
        assert!(berlin.contains(part), "{part}\n{berlin}");
    }
    let lord_howe = reconvene_at(instant("2026-04-16T13:00:00Z"), "Australia/Lord_Howe");
    assert!(lord_howe.contains("TZOFFSETFROM:+1100\r\nTZOFFSETTO:+1030\r\n"), "{lord_howe}");
    let tokyo = reconvene_at(instant("2026-04-16T13:00:00Z"), "Asia/Tokyo");
    assert_eq!(tokyo.matches("TZOFFSETTO:").count(), 1);
    let utc = reconvene_at(instant("2026-04-16T13:00:00Z"), "UTC");
    assert!(!utc.contains("VTIMEZONE") && utc.contains("DTSTART:20260416T130000Z\r\n"), "{utc}");
    for file in [berlin, lord_howe, tokyo, utc] {
        assert_eq!(file.parse::<Calendar>().unwrap().events().count(), 1);
    }
}

// S2-17, S3-42
#[test]
fn what_comes_again_stands_at_the_clock_of_whoever_looks() {
    for (every, rule) in [(Every::Week, "FREQ=WEEKLY"), (Every::Year, "FREQ=YEARLY")] {
        let appointment = Appointment {
            uid: "again",
            start: instant("2026-04-16T13:00:00Z"),
            minutes: 15,
            title: "Again",
            about: "",
            zone: "Europe/Berlin",
            link: "",
            reminds: false,
            every: Some(every),
        };
        let read: Calendar = write(&appointment, instant("2026-03-17T22:47:00Z"), &World).parse().unwrap();
        let event = read.events().next().unwrap();
        assert_eq!(event.property_value("RRULE"), Some(rule));
        let Some(DatePerhapsTime::DateTime(CalendarDateTime::Floating(start))) = event.get_start() else {
            panic!("{:?}", event.get_start())
        };
        assert_eq!(start.to_string(), "2026-04-16 15:00:00");
    }
}
