//! The clock and the world's time zones, as the browser has them.
//!
//! Nothing else in the app asks what time it is. Zone rules come from the browser's own database through
//! `Intl`, which is always there and costs nothing to send.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use js_sys::{Date, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::review::moment::{Instant, ZoneRules};

#[wasm_bindgen]
extern "C" {
    /// `Intl.DateTimeFormat`, whose constructor throws at a zone it does not know.
    #[wasm_bindgen(js_namespace = Intl, js_name = DateTimeFormat)]
    type ZoneFormat;

    #[wasm_bindgen(constructor, catch, js_namespace = Intl, js_class = "DateTimeFormat")]
    fn new(locale: &str, options: &JsValue) -> Result<ZoneFormat, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn format(this: &ZoneFormat, at_ms: f64) -> Result<String, JsValue>;

    #[wasm_bindgen(method, js_name = resolvedOptions)]
    fn resolved_options(this: &ZoneFormat) -> JsValue;
}

/// Milliseconds since 1970, by the device's wall clock, which may be wrong and may jump.
pub fn now_ms() -> u64 {
    whole(Date::now())
}

/// Milliseconds since the page was opened, steady. For waits and measurements.
pub fn steady_ms() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}

/// The reader's zone by its name in the zone database ("Europe/Berlin"), or "UTC" where the browser hides it.
pub fn local_zone() -> String {
    ZoneFormat::new("en-US", &Object::new())
        .ok()
        .and_then(|format| Reflect::get(&format.resolved_options(), &"timeZone".into()).ok()?.as_string())
        .filter(|zone| !zone.is_empty())
        .unwrap_or_else(|| "UTC".to_owned())
}

/// Rules change at whole minutes since this instant, in seconds since 1970 (the beginning of 1973).
const WHOLE_MINUTES_SINCE: i64 = 94_694_400;
/// So many answers are kept for a zone; then it begins anew.
const MOST_ANSWERS: usize = 20_000;

/// The browser's zone database. One formatter is kept for each zone, as making one costs a hundred times what
/// asking it does; and its answers by the minute, as a timeline asks for the same ones again and again.
#[derive(Default)]
pub struct BrowserZones {
    zones: RefCell<BTreeMap<String, Option<Zone>>>,
}

struct Zone {
    format: ZoneFormat,
    offsets: BTreeMap<i64, i32>,
}

impl BrowserZones {
    /// With nothing asked yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the browser knows a zone of this name.
    pub fn knows(&self, zone: &str) -> bool {
        self.with(zone, |_| Some(())).is_some()
    }

    fn with<T>(&self, zone: &str, ask: impl FnOnce(&mut Zone) -> Option<T>) -> Option<T> {
        let mut zones = self.zones.borrow_mut();
        if let Some(known) = zones.get_mut(zone) {
            return known.as_mut().and_then(ask);
        }
        let made = zone_format(zone).map(|format| Zone { format, offsets: BTreeMap::new() });
        zones.entry(zone.to_owned()).or_insert(made).as_mut().and_then(ask)
    }
}

impl ZoneRules for BrowserZones {
    fn offset_seconds(&self, zone: &str, at: Instant) -> Option<i32> {
        let minute = at.seconds().div_euclid(60);
        self.with(zone, |zone| {
            if let Some(offset) = zone.offsets.get(&minute) {
                return Some(*offset);
            }
            let offset = asked(&zone.format, at)?;
            if WHOLE_MINUTES_SINCE <= at.seconds() {
                if MOST_ANSWERS <= zone.offsets.len() {
                    zone.offsets.clear();
                }
                zone.offsets.insert(minute, offset);
            }
            Some(offset)
        })
    }
}

fn asked(format: &ZoneFormat, at: Instant) -> Option<i32> {
    // Half of it fits, and a date that far away has no zone rules anyway.
    let half = i32::try_from(at.seconds().div_euclid(2)).ok()?;
    let odd = i32::try_from(at.seconds().rem_euclid(2)).ok()?;
    let seconds = f64::from(half) * 2.0 + f64::from(odd);
    let wall = format.format(seconds * 1000.0).ok()?;
    i32::try_from(wall_seconds(&wall)? - at.seconds()).ok()
}

fn zone_format(zone: &str) -> Option<ZoneFormat> {
    let options = Object::new();
    let numeric = ["year", "month", "day", "hour", "minute", "second"].map(|part| (part, "numeric"));
    for (name, value) in numeric.into_iter().chain([("hourCycle", "h23"), ("timeZone", zone), ("calendar", "gregory")])
    {
        Reflect::set(&options, &name.into(), &value.into()).ok()?;
    }
    ZoneFormat::new("en-US", &options).ok()
}

/// Reads "3/29/2026, 03:00:00" as seconds since 1970 on that clock.
fn wall_seconds(wall: &str) -> Option<i64> {
    let numbers: Vec<i64> = wall
        .split(|letter: char| !letter.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    let [month, day, year, hour, minute, second] = numbers.as_slice() else { return None };
    Some(days_since_1970(*year, *month, *day) * 86_400 + hour * 3_600 + minute * 60 + second)
}

/// Days of the Gregorian calendar, counted in years that begin in March so that the leap day comes last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The whole part of a number that is not negative; 0 for any other.
fn whole(number: f64) -> u64 {
    Duration::try_from_secs_f64(number).map_or(0, |as_if_seconds| as_if_seconds.as_secs())
}
