//! What was taken on, across reviews: whether it still has room, what is in its way, whether it shipped. And what
//! was declined, when its day has come. Neither says whose it is: owners stay in the review.

use super::row::{Fix, Row, day_from_iso};
use crate::practice::status::Reached;
use crate::review::choice::Answer;
use crate::review::moment::{Context, Day, UtcOnly};
use crate::review::{Moment, ReviewId};

/// A funded fix of a review that is not learned yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commitment {
    /// The review it belongs to.
    pub review: ReviewId,
    /// What that review is called.
    pub title: String,
    /// The fix.
    pub fix: Fix,
}

impl Commitment {
    /// What is to be said of it on a day, in short phrases; nothing where it goes its way.
    pub fn standing(&self, today: Day) -> Vec<String> {
        let fix = &self.fix;
        let mut said = Vec::new();
        if fix.shipped == Answer::Yes.key() {
            return vec!["it shipped; did the behaviour stick?".to_owned()];
        }
        if fix.has_room == Answer::No.key() {
            said.push("it has no room any more".to_owned());
        }
        if !fix.blocked_by.is_empty() {
            said.push(format!("in its way: {}", fix.blocked_by));
        }
        let due = said_day(&fix.due, today);
        if due.is_some_and(|due| (today.number()..today.number() + 7).contains(&due.number())) {
            said.push("due this week".to_owned());
        }
        if fix.drifts.as_deref().and_then(day_from_iso).is_some_and(|day| day <= today) {
            said.push("ninety days old: fund it again, choose not to, or take it to a budget".to_owned());
        }
        said
    }
}

/// The commitments of these reviews, by the day of the incident, newest first; retold reviews have none.
pub fn commitments(rows: &[Row]) -> Vec<Commitment> {
    let mut open: Vec<&Row> = rows
        .iter()
        .filter(|row| row.is_listed() && !row.retold && Reached::from_key(&row.reached) != Reached::Learned)
        .collect();
    open.sort_by_cached_key(|row| std::cmp::Reverse((row.order_day(), row.created_at_ms, row.id.clone())));
    open.into_iter()
        .flat_map(|row| {
            row.fixes().map(|fix| Commitment { review: row.id.clone(), title: row.title.clone(), fix: fix.clone() })
        })
        .collect()
}

/// The commitments as lines for a team's weekly notes, in Markdown. No rates, and nobody's name.
pub fn weekly_notes(commitments: &[Commitment], today: Day) -> String {
    let mut out = format!("**Fixes from incidents, {}**\n\n", today.long());
    for one in commitments {
        let title = if one.title.is_empty() { "an untitled review" } else { &one.title };
        out.push_str(&format!("- {} (from “{}”", plain(&one.fix.short), plain(title)));
        if !one.fix.due.is_empty() {
            out.push_str(&format!(", by {}", plain(&one.fix.due)));
        }
        out.push(')');
        let standing = one.standing(today);
        if !standing.is_empty() {
            out.push_str(&format!(": {}", plain(&standing.join("; "))));
        }
        if one.fix.tracker.starts_with("https://") || one.fix.tracker.starts_with("http://") {
            let address: String =
                one.fix.tracker.chars().filter(|letter| !letter.is_whitespace() && !"<>".contains(*letter)).collect();
            out.push_str(&format!(" <{address}>"));
        }
        out.push('\n');
    }
    out
}

/// People's words stay words where Markdown is read.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' => {
                out.push('\\');
                out.push(letter);
            }
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

/// A declined change whose time has come to be looked at again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Resurfacing {
    /// The review it was declined in.
    pub review: ReviewId,
    /// What that review is called.
    pub title: String,
    /// The change.
    pub short: String,
    /// Why now.
    pub because: String,
}

/// The declined changes whose day has come, and those of reviews that a later one is linked to.
pub fn resurfacing(rows: &[Row], today: Day) -> Vec<Resurfacing> {
    let mut found = Vec::new();
    for row in rows.iter().filter(|row| row.is_listed() && !row.retold) {
        let again = rows
            .iter()
            .find(|other| other.is_listed() && other.earlier.iter().any(|link| link.review == row.id.as_str()));
        for declined in &row.declined {
            let due = said_day(&declined.revisit, today).is_some_and(|day| day <= today);
            let because = match again {
                Some(again) if again.title.is_empty() => "it happened again".to_owned(),
                Some(again) => format!("it happened again: {}", again.title),
                None if due => format!("to be looked at again {}", declined.revisit),
                None => continue,
            };
            found.push(Resurfacing {
                review: row.id.clone(),
                title: row.title.clone(),
                short: declined.short.clone(),
                because,
            });
        }
    }
    found
}

/// The day in words such as "2026-04-30" or "30 April 2026"; `None` where they name none.
fn said_day(text: &str, today: Day) -> Option<Day> {
    let text = text.trim();
    if text.is_empty() || text.len() > 60 {
        return None;
    }
    let noon = crate::review::moment::Instant::from_seconds(today.number() * 86_400 + 43_200)?;
    let moment = Moment::decode(text)
        .ok()
        .or_else(|| Some(Moment::parse(text, &Context::new("UTC", noon, &UtcOnly)).ok()?.moment))?;
    moment.day_in("UTC", &UtcOnly)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::row::{Declined, Earlier};
    use crate::review::ReviewView;

    fn row(id: &str) -> Row {
        Row { title: format!("Review {id}"), ..Row::of(&ReviewId::new(id), &ReviewView::default(), 0, None) }
    }

    fn today() -> Day {
        Day::new(2026, 4, 1).unwrap()
    }

    // S2-17, S2-18, S3-19, S3-39
    #[test]
    fn commitments_say_what_is_due_blocked_or_drifting_and_nobodys_name() {
        let fix = |short: &str, due: &str| Fix { short: short.into(), due: due.into(), ..Fix::default() };
        let mut one = row("one");
        one.fix = Some(Fix {
            blocked_by: "the *old* client".into(),
            has_room: "no".into(),
            ..fix("Remove it", "2026-04-03")
        });
        one.more_fixes = vec![Fix { drifts: Some("2026-04-01".into()), ..fix("Second", "") }];
        let learned = Row { reached: "learned".into(), fix: Some(fix("Done", "")), ..row("learned") };
        let retold = Row { retold: true, fix: Some(fix("Theirs", "")), ..row("retold") };
        let all = commitments(&[one, learned, retold]);
        assert_eq!(all.len(), 2);
        assert_eq!(
            all[0].standing(today()),
            ["it has no room any more", "in its way: the *old* client", "due this week"]
        );
        assert_eq!(all[1].standing(today()).len(), 1);
        let notes = weekly_notes(&all, today());
        assert!(notes.contains("- Remove it (from “Review one”, by 2026-04-03): it has no room any more; in its way: the \\*old\\* client; due this week\n"), "{notes}");
        assert!(!notes.contains('%'));
    }

    // S3-18
    #[test]
    fn what_was_declined_comes_back_on_its_day_or_when_it_happens_again() {
        let declined = |revisit: &str| vec![Declined { short: "Split it".into(), revisit: revisit.into() }];
        let day = Row { declined: declined("2026-03-30"), ..row("day") };
        let later = Row { declined: declined("2026-05-01"), ..row("later") };
        let words = Row { declined: declined("if it happens again"), ..row("words") };
        let all = [day, later.clone(), words.clone()];
        let because = |rows: &[Row]| resurfacing(rows, today()).into_iter().map(|one| one.because).collect::<Vec<_>>();
        assert_eq!(because(&all), ["to be looked at again 2026-03-30"]);
        let again = Row { earlier: vec![Earlier { review: "words".into(), ..Earlier::default() }], ..row("again") };
        assert_eq!(because(&[later, words, again]), ["it happened again: Review again"]);
    }
}
