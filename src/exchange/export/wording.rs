//! Values in words: moments as a list shows them, and every value with whose it is where people differ.

use super::rich::one_line;
use crate::review::moment::{Day, ZoneRules};
use crate::review::{Moment, PersonId, Register, ReviewView, Scalar};

/// A review whose values are put into words, times in a zone.
#[derive(Clone, Copy)]
pub(in crate::exchange) struct Wording<'a> {
    /// The review: whose roles are told.
    pub view: &'a ReviewView,
    /// `UTC`, an offset, or an IANA name that the rules know.
    pub zone: &'a str,
    /// The rules of named zones.
    pub rules: &'a dyn ZoneRules,
}

impl Wording<'_> {
    pub fn day(&self, moment: &Moment) -> Option<Day> {
        moment.day_in(self.zone, self.rules)
    }

    /// Moments on one line. `beside` is the day under whose heading they stand; none where they stand alone.
    pub fn moments(&self, register: &Register, beside: Option<Day>) -> String {
        self.claims(register, |value| match value {
            Scalar::Null => String::new(),
            Scalar::Str(text) => match Moment::decode(text) {
                Ok(moment) => self.moment(&moment, beside),
                Err(_) => one_line(text),
            },
            other => plain(other),
        })
    }

    pub fn moment(&self, moment: &Moment, beside: Option<Day>) -> String {
        let Some(beside) = beside else {
            return if moment.is_placed() { moment.in_zone(self.zone, self.rules) } else { words_for_unplaced(moment) };
        };
        match self.day(moment) {
            None => words_for_unplaced(moment),
            Some(day) if day == beside => moment.short(self.zone, self.rules),
            Some(day) => format!("{} {}", day.short(), moment.short(self.zone, self.rules)),
        }
    }

    /// A register's value, or its values with whose they are.
    pub fn values(&self, register: &Register) -> String {
        self.claims(register, plain)
    }

    fn claims(&self, register: &Register, print: impl Fn(&Scalar) -> String) -> String {
        if !register.differs() {
            return print(register.first());
        }
        let claims: Vec<String> = register
            .claims()
            .iter()
            .map(|claim| {
                let value = print(&claim.value);
                let value = if value.is_empty() { "not said".to_owned() } else { value };
                format!("{value} ({})", self.whose(&claim.by))
            })
            .collect();
        claims.join(" / ")
    }

    pub fn whose(&self, by: &[PersonId]) -> String {
        if by.is_empty() {
            return "another writer".to_owned();
        }
        let mut roles: Vec<String> = by.iter().map(|person| one_line(self.view.role_of(person))).collect();
        roles.sort();
        roles.dedup();
        roles.join(", ")
    }
}

/// A value on one line.
fn plain(value: &Scalar) -> String {
    match value {
        Scalar::Null => String::new(),
        Scalar::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Scalar::Int(number) => number.to_string(),
        Scalar::Str(text) | Scalar::Other(_, text) => one_line(text),
    }
}

/// A moment without a place says what was written of it, where anything was.
fn words_for_unplaced(moment: &Moment) -> String {
    let written = one_line(&moment.as_written());
    if written.is_empty() { "time unknown".to_owned() } else { written }
}
