//! How far a review has come. It does not end with being written: it ends with being learned.
//!
//! Promises: what this says follows from the view alone; where copies disagree about something that a step rests on,
//! that step is not reached; nothing here stands in anybody's way, and nothing counts or names people.

use crate::review::choice::{Answer, Disposition};
use crate::review::field::{item, meta};
use crate::review::moment::{Day, Instant};
use crate::review::{Item, ItemId, Prose, Register, ReviewView, kind};
use std::sync::Arc;

/// The steps, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reached {
    /// It is being written.
    Draft,
    /// The timeline was agreed.
    Agreed,
    /// What to do was decided.
    Closed,
    /// What was funded is there.
    Shipped,
    /// It is there, and a later look found that the behaviour stuck.
    Learned,
}

impl Reached {
    /// Every step, in order.
    pub const ALL: [Reached; 5] =
        [Reached::Draft, Reached::Agreed, Reached::Closed, Reached::Shipped, Reached::Learned];

    /// Its name in rows.
    pub const fn key(self) -> &'static str {
        match self {
            Reached::Draft => "draft",
            Reached::Agreed => "agreed",
            Reached::Closed => "closed",
            Reached::Shipped => "shipped",
            Reached::Learned => "learned",
        }
    }

    /// The step of that name; the first one where it is not known.
    pub fn from_key(key: &str) -> Reached {
        Reached::ALL.into_iter().find(|step| step.key() == key).unwrap_or(Reached::Draft)
    }
}

/// Days after which something that nobody has decided or done is asked about.
pub const DRIFT_DAYS: i64 = 90;

/// The value of a register, unless copies disagree.
fn agreed(register: &Register) -> Option<&str> {
    if register.differs() { None } else { register.first().as_str() }
}

fn answer(register: &Register) -> Option<Answer> {
    agreed(register).and_then(Answer::from_key)
}

/// The funded fixes, in order; those that only some copies fund among them.
pub fn funded(view: &ReviewView) -> impl Iterator<Item = &Arc<Item>> {
    let key = Disposition::Funded.key();
    view.of_kind(kind::CANDIDATE)
        .filter(move |fix| fix.field(item::DISPOSITION).claims().iter().any(|claim| claim.value.as_str() == Some(key)))
}

/// What the last look says of one of its questions. `None` where nobody has said, or where looks of that day, or
/// copies of them, say different things.
pub fn last_look(view: &ReviewView, key: &str) -> Option<Answer> {
    let said: Vec<&Arc<Item>> = view.of_kind(kind::CHECK_IN).filter(|look| !look.field(key).is_nothing()).collect();
    if said.iter().any(|look| look.field(item::AT).differs() || look.field(item::REMOVED_AT).differs()) {
        return None;
    }
    let day = |look: &Item| look.at().nominal().map(|at| at.wall(0).day);
    let last = said.iter().filter_map(|look| day(look)).max();
    let mut answers = said.iter().filter(|look| day(look) == last).map(|look| answer(look.field(key)));
    let first = answers.next()??;
    answers.all(|other| other == Some(first)).then_some(first)
}

/// Whether a funded fix has shipped: said of it, or else by the last look.
pub fn shipped(view: &ReviewView, fix: &Item) -> Option<Answer> {
    let said = fix.field(item::SHIPPED);
    if said.is_nothing() { last_look(view, item::SHIPPED) } else { answer(said) }
}

/// How far a review has come.
pub fn reached(view: &ReviewView) -> Reached {
    // Where copies say different things, the least of them.
    let written = view
        .meta(meta::STATUS)
        .claims()
        .iter()
        .map(|claim| match claim.value.as_str() {
            Some("closed") => Reached::Closed,
            Some("agreed") => Reached::Agreed,
            _ => Reached::Draft,
        })
        .min()
        .unwrap_or(Reached::Draft);
    let fixes: Vec<&Arc<Item>> = funded(view).collect();
    let all = if fixes.is_empty() {
        // In a review of five sentences the fix is a sentence.
        !view.prose(Prose::Different).trim().is_empty()
            && view.prose(Prose::NothingBecause).trim().is_empty()
            && last_look(view, item::SHIPPED) == Some(Answer::Yes)
    } else {
        fixes.iter().all(|fix| {
            agreed(fix.field(item::DISPOSITION)).is_some()
                && !fix.field(item::REMOVED_AT).differs()
                && shipped(view, fix) == Some(Answer::Yes)
        })
    };
    if !all || view.meta(meta::STATUS).differs() {
        return written;
    }
    if last_look(view, item::STUCK) == Some(Answer::Yes) { Reached::Learned } else { Reached::Shipped }
}

/// How far it has come, and what is still to come, in one line.
pub fn sentence(view: &ReviewView) -> &'static str {
    let chosen = !view.prose(Prose::NothingBecause).trim().is_empty();
    let fix = funded(view).next().is_some() || !view.prose(Prose::Different).trim().is_empty();
    match reached(view) {
        Reached::Draft => "Still being written.",
        Reached::Agreed => "The timeline is agreed.",
        Reached::Closed if chosen => "Closed. We choose to change nothing.",
        Reached::Closed if !fix => "Closed.",
        Reached::Closed => "Closed. It is learned once the fix has shipped and the behaviour has stuck.",
        Reached::Shipped => "The fix has shipped. It is learned once a later look finds that the behaviour stuck.",
        Reached::Learned => "Learned: the fix shipped, and the behaviour stuck.",
    }
}

/// "13 weeks later"; empty where nobody has said.
pub fn weeks_later(weeks: Option<i64>) -> String {
    match weeks {
        None => String::new(),
        Some(0) => "within a week".to_owned(),
        Some(1) => "1 week later".to_owned(),
        Some(weeks) => format!("{weeks} weeks later"),
    }
}

fn day_of_millis(register: &Register) -> Option<Day> {
    register.first().as_int().and_then(Instant::from_millis).map(|at| at.wall(0).day)
}

/// The day from which a possible change counts as drifting: ninety days after it was decided, or after the incident
/// or its being written down, whichever is later. `None` where it does not drift: it shipped, it was declined aloud,
/// it went to a budget, or the review retells somebody else's incident.
pub fn drifts_from(view: &ReviewView, change: &Item, day_of_review: Option<Day>) -> Option<Day> {
    if view.meta(meta::SOURCE_LINK).first().is_set() {
        return None;
    }
    let disposition = change.field(item::DISPOSITION);
    let open = match agreed(disposition).and_then(Disposition::from_key) {
        Some(Disposition::Funded) => shipped(view, change) != Some(Answer::Yes),
        Some(Disposition::Declined | Disposition::Budget) => false,
        None => true,
    };
    let written = day_of_millis(change.field(item::CREATED_AT)).max(day_of_review);
    let from = day_of_millis(change.field(item::DECIDED_AT)).or(written)?;
    open.then(|| from.plus(DRIFT_DAYS))
}

/// The changes that drift on a day, in order.
pub fn drifting(view: &ReviewView, day_of_review: Option<Day>, today: Day) -> Vec<ItemId> {
    view.of_kind(kind::CANDIDATE)
        .filter(|change| drifts_from(view, change, day_of_review).is_some_and(|day| day <= today))
        .map(|change| change.id().clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::moment::Precision;
    use crate::review::{Intent, Moment, NewItem, PersonId, Scalar};

    const NOW: i64 = 1_773_000_000_000;

    fn new(id: &str, kind: &str) -> NewItem {
        NewItem::new(ItemId::new(id), kind, "words", &PersonId::new("p"), NOW)
    }

    fn fix(id: &str, disposition: &str) -> Intent {
        Intent::AddItem(new(id, kind::CANDIDATE).with(item::DISPOSITION, Scalar::text_or_null(disposition)))
    }

    fn look(id: &str, days: i64, shipped: &str, stuck: &str) -> Intent {
        let at = Instant::from_millis(NOW).unwrap().plus(days * 86_400);
        Intent::AddItem(
            new(id, kind::CHECK_IN)
                .with(item::AT, Scalar::text(Moment::exact(at, Precision::Minute).encode()))
                .with(item::SHIPPED, Scalar::text_or_null(shipped))
                .with(item::STUCK, Scalar::text_or_null(stuck)),
        )
    }

    fn of(intents: &[Intent]) -> ReviewView {
        ReviewView::default().act(intents).view
    }

    // S1-15, S3-35, S3-36
    #[test]
    fn a_review_ends_with_being_learned_and_not_with_being_closed() {
        let closed = of(&[fix("a", "funded"), Intent::set_meta(meta::STATUS, Scalar::text("closed"))]);
        assert_eq!(reached(&of(&[])), Reached::Draft);
        assert_eq!(reached(&closed), Reached::Closed);
        let shipped = closed.act(&[look("1", 30, "yes", "")]).view;
        assert_eq!(reached(&shipped), Reached::Shipped);
        assert_eq!(reached(&shipped.act(&[look("2", 60, "", "partly")]).view), Reached::Shipped);
        assert_eq!(reached(&shipped.act(&[look("2", 60, "", "yes")]).view), Reached::Learned);
        // What a later look finds counts, and a second fix that is not there yet.
        let learned = shipped.act(&[look("2", 60, "", "yes")]).view;
        assert_eq!(reached(&learned.act(&[look("3", 90, "", "no")]).view), Reached::Shipped);
        let second =
            learned.act(&[fix("b", "funded"), Intent::set(&ItemId::new("b"), item::SHIPPED, Scalar::text("no"))]);
        assert_eq!(reached(&second.view), Reached::Closed);
    }

    #[test]
    fn looks_of_one_day_that_say_different_things_say_nothing() {
        let view = of(&[fix("a", "funded"), look("1", 30, "yes", "yes"), look("2", 30, "yes", "no")]);
        assert_eq!(reached(&view), Reached::Shipped);
        assert_eq!(last_look(&view, item::STUCK), None);
    }

    // S3-19
    #[test]
    fn what_nobody_decided_or_shipped_drifts_after_ninety_days() {
        let view = of(&[fix("open", ""), fix("no", "declined"), fix("later", "budget"), fix("yes", "funded")]);
        let began = Instant::from_millis(NOW).unwrap().wall(0).day;
        let names = |view: &ReviewView, days: i64| {
            drifting(view, Some(began.plus(-400)), began.plus(days)).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert!(names(&view, 89).is_empty());
        assert_eq!(names(&view, 90), ["open", "yes"]);
        let decided = view
            .act(&[
                Intent::set(&ItemId::new("yes"), item::DECIDED_AT, Scalar::Int(NOW + 10 * 86_400_000)),
                Intent::set(&ItemId::new("open"), item::DISPOSITION, Scalar::text("declined")),
            ])
            .view;
        assert!(names(&decided, 99).is_empty());
        assert_eq!(names(&decided, 100), ["yes"]);
        assert!(
            names(&decided.act(&[Intent::set(&ItemId::new("yes"), item::SHIPPED, Scalar::text("yes"))]).view, 500)
                .is_empty()
        );
    }
}
