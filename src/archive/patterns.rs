//! What many reviews show together: what recurs, which fixes still stand, which signs came before.
//!
//! It measures the system, never people: no rates of completion, no times to repair, nobody's name.

use super::row::{Earlier, Row, day_from_iso};
use crate::practice::status::weeks_later;
use crate::review::choice::{Answer, Category, Likeness, Rung};
use crate::review::{ReviewId, title_or_untitled};
use std::collections::BTreeMap;

/// A failure that came again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurrence {
    /// The later review.
    pub review: ReviewId,
    /// What it is called.
    pub title: String,
    /// The earlier one, and how alike they are.
    pub earlier: Earlier,
    /// Seconds from first alarm to first decision, before and now, where both are told.
    pub first_decision: Option<(i64, i64)>,
}

impl Recurrence {
    /// "13 weeks later".
    pub fn later(&self) -> String {
        weeks_later(self.earlier.weeks)
    }

    /// "the same way", "differently: …".
    pub fn likeness(&self) -> String {
        let alike = Likeness::from_key(&self.earlier.likeness).map(|one| one.label().to_lowercase());
        match (alike, self.earlier.how.is_empty()) {
            (Some(alike), true) => alike,
            (Some(alike), false) => format!("{alike}: {}", self.earlier.how),
            (None, _) => self.earlier.how.clone(),
        }
    }
}

fn listed(rows: &[Row]) -> impl Iterator<Item = &Row> {
    rows.iter().filter(|row| row.is_listed())
}

/// What came again, newest first.
pub fn recurrences(rows: &[Row]) -> Vec<Recurrence> {
    let mut later: Vec<&Row> = listed(rows).filter(|row| !row.earlier.is_empty()).collect();
    later.sort_by_cached_key(|row| std::cmp::Reverse((row.order_day(), row.id.clone())));
    later
        .into_iter()
        .flat_map(|row| {
            row.earlier.iter().map(move |earlier| {
                let before = listed(rows).find(|other| other.id.as_str() == earlier.review);
                Recurrence {
                    review: row.id.clone(),
                    title: row.title.clone(),
                    first_decision: before.and_then(|before| before.decided_after_s).zip(row.decided_after_s),
                    earlier: earlier.clone(),
                }
            })
        })
        .collect()
}

/// Classes of failure that more than one review names, and those reviews.
pub fn classes(rows: &[Row]) -> Vec<(String, Vec<(ReviewId, String)>)> {
    let mut found: BTreeMap<String, (String, Vec<(ReviewId, String)>)> = BTreeMap::new();
    for row in listed(rows).filter(|row| !row.failure_class.is_empty()) {
        let class = found.entry(row.failure_class.to_lowercase()).or_insert((row.failure_class.clone(), Vec::new()));
        class.1.push((row.id.clone(), row.title.clone()));
    }
    found.into_values().filter(|(_, reviews)| reviews.len() > 1).collect()
}

/// Surprise against severity: for each severity how many reviews were how surprising, 1 to 5.
pub fn surprise(rows: &[Row]) -> Vec<(String, [usize; 5])> {
    let mut found: BTreeMap<String, [usize; 5]> = BTreeMap::new();
    for row in listed(rows).filter(|row| !row.severity.is_empty()) {
        let Some(place) = row.surprise.and_then(|surprise| usize::try_from(surprise.checked_sub(1)?).ok()) else {
            continue;
        };
        if let Some(cell) = found.entry(row.severity.clone()).or_default().get_mut(place) {
            *cell += 1;
        }
    }
    found.into_iter().collect()
}

/// Fixes that shipped, and how many of them still stand: all, by rung, and by category.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Standing {
    /// Of all.
    pub all: (usize, usize),
    /// By rung, from the one that needs nobody; those that fixes stand on.
    pub rungs: Vec<(Rung, usize, usize)>,
    /// By category; those that fixes belong to.
    pub categories: Vec<(Category, usize, usize)>,
}

/// What became of the fixes that shipped. A fix stands until a look finds that it does not hold, or it is taken out.
pub fn still_standing(rows: &[Row]) -> Standing {
    let shipped: Vec<_> = listed(rows)
        .filter(|row| !row.retold)
        .flat_map(Row::fixes)
        .filter(|fix| fix.shipped == Answer::Yes.key())
        .collect();
    let of = |pick: &dyn Fn(&super::Fix) -> bool| {
        let picked = shipped.iter().filter(|fix| pick(fix));
        (picked.clone().filter(|fix| fix.stands).count(), picked.count())
    };
    let rungs = Rung::ALL.iter().rev().map(|rung| (*rung, of(&|fix| fix.rung == rung.key())));
    let categories = Category::ALL.iter().map(|one| (*one, of(&|fix| fix.category == one.key())));
    Standing {
        all: of(&|_| true),
        rungs: rungs.map(|(rung, (stand, of))| (rung, stand, of)).filter(|(.., of)| *of > 0).collect(),
        categories: categories.map(|(one, (stand, of))| (one, stand, of)).filter(|(.., of)| *of > 0).collect(),
    }
}

impl Standing {
    /// "7 of 9 fixes still stand; of those in the path of the work, 5 of 5." Empty where none has shipped.
    pub fn headline(&self) -> String {
        let (stand, all) = self.all;
        if all == 0 {
            return String::new();
        }
        let verb = if stand == 1 { "stands" } else { "stand" };
        let fixes = if all == 1 { "fix" } else { "fixes" };
        match self.rungs.iter().find(|(rung, ..)| *rung == Rung::Path) {
            Some((_, stand, of)) => {
                format!(
                    "{} of {all} {fixes} still {verb}; of those in the path of the work, {stand} of {of}.",
                    self.all.0
                )
            }
            None => format!("{stand} of {all} {fixes} still {verb}."),
        }
    }
}

/// A weak signal: the review, its title, the signal.
pub type Sign = (ReviewId, String, String);

/// Weak signals by lane, the lane of most reviews first.
pub fn weak_signals(rows: &[Row]) -> Vec<(String, Vec<Sign>)> {
    let mut found: BTreeMap<String, (String, Vec<Sign>)> = BTreeMap::new();
    for row in listed(rows) {
        for signal in &row.signals {
            let lane = found.entry(signal.lane.to_lowercase()).or_insert((signal.lane.clone(), Vec::new()));
            lane.1.push((row.id.clone(), row.title.clone(), signal.short.clone()));
        }
    }
    let mut lanes: Vec<_> = found.into_values().collect();
    lanes.sort_by_key(|(_, signs)| std::cmp::Reverse(signs.len()));
    lanes
}

/// What to rehearse before it happens, as a list to take away: what nobody could explain and what was seen before, each
/// with the review it is from. Empty where there is neither.
pub fn rehearsals(rows: &[Row]) -> String {
    let from = |row: &Row| format!("(from “{}”)", title_or_untitled(&row.title));
    let asked = listed(rows).flat_map(|row| {
        row.asked.iter().map(move |asked| format!("- Nobody could say: {} {}", asked.short, from(row)))
    });
    let seen = listed(rows).flat_map(|row| {
        let seen = move |short: &str| format!("- Seen before: {short} {}", from(row));
        row.signals.iter().map(move |sign| seen(&sign.short) + " What would we notice first if it went on?")
    });
    let lines: Vec<String> = asked.chain(seen).collect();
    if lines.is_empty() { String::new() } else { format!("To rehearse\n\n{}\n", lines.join("\n")) }
}

/// A review on the strip of years.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The review.
    pub review: ReviewId,
    /// What it is called.
    pub title: String,
    /// Its day, `YYYY-MM-DD`.
    pub day: String,
    /// Where it stands, in thousandths of the strip.
    pub at: i64,
}

/// The archive on one strip of years, with recurrences joined.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Strip {
    /// The years it goes over, each with where it begins, in thousandths.
    pub years: Vec<(i32, i64)>,
    /// Reviews, by day.
    pub marks: Vec<Mark>,
    /// From an earlier review to the later one: their places among the marks.
    pub joins: Vec<(usize, usize)>,
}

/// The strip of the reviews that have a day.
pub fn strip(rows: &[Row]) -> Strip {
    let mut dated: Vec<(i64, &Row)> =
        listed(rows).filter_map(|row| Some((day_from_iso(&row.order_day())?.number(), row))).collect();
    dated.sort_by_key(|(day, row)| (*day, row.id.clone()));
    let year =
        |place: Option<&(i64, &Row)>| place.and_then(|(_, row)| day_from_iso(&row.order_day())).map(|day| day.year());
    let (Some(first), Some(last)) = (year(dated.first()), year(dated.last())) else { return Strip::default() };
    let begins = |year: i32| crate::review::moment::Day::new(year, 1, 1).map_or(0, |day| day.number());
    let (from, until) = (begins(first), begins(last.saturating_add(1)));
    let place = |day: i64| (day - from).saturating_mul(1000).checked_div((until - from).max(1)).unwrap_or(0);
    let marks: Vec<Mark> = dated
        .iter()
        .map(|(day, row)| Mark {
            review: row.id.clone(),
            title: row.title.clone(),
            day: row.order_day(),
            at: place(*day),
        })
        .collect();
    let of = |id: &str| marks.iter().position(|mark| mark.review.as_str() == id);
    let joins = dated
        .iter()
        .enumerate()
        .flat_map(|(later, (_, row))| row.earlier.iter().filter_map(move |link| Some((of(&link.review)?, later))))
        .collect();
    Strip { years: (first..=last).map(|year| (year, place(begins(year)))).collect(), marks, joins }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::row::{Asked, Fix, Signal};
    use crate::review::ReviewView;

    fn row(id: &str, day: &str) -> Row {
        let row = Row::of(&ReviewId::new(id), &ReviewView::default(), 0, None);
        Row { title: format!("Review {id}"), day: Some(day.into()), ..row }
    }

    fn fix(rung: &str, shipped: &str, stands: bool) -> Fix {
        Fix { rung: rung.into(), shipped: shipped.into(), stands, category: "monitoring".into(), ..Fix::default() }
    }

    // S3-28, S3-55, S3-56, S1-17
    #[test]
    fn fixes_that_still_stand_are_told_by_rung_and_what_has_not_shipped_is_not_counted() {
        let mut one = row("a", "2026-01-01");
        one.fix = Some(fix("path", "yes", true));
        one.more_fixes = vec![fix("heads", "yes", false), fix("path", "no", false)];
        let standing = still_standing(&[one.clone(), Row { retold: true, ..one }]);
        assert_eq!(standing.headline(), "1 of 2 fixes still stands; of those in the path of the work, 1 of 1.");
        assert_eq!(standing.rungs, [(Rung::Path, 1, 1), (Rung::Heads, 0, 1)]);
        assert_eq!(standing.categories, [(Category::Monitoring, 1, 2)]);
        assert_eq!(still_standing(&[]).headline(), "");
    }

    // S2-1, S3-38, S0-33
    #[test]
    fn what_came_again_tells_how_much_later_and_how_alike() {
        let earlier = Earlier {
            review: "a".into(),
            weeks: Some(13),
            likeness: "differently".into(),
            how: "the alarm fired".into(),
            ..Earlier::default()
        };
        let before = Row { decided_after_s: Some(3_600), ..row("a", "2025-12-01") };
        let after = Row { decided_after_s: Some(600), earlier: vec![earlier], ..row("b", "2026-03-02") };
        let found = recurrences(&[after.clone(), before.clone()]);
        assert_eq!(found[0].later(), "13 weeks later");
        assert_eq!(found[0].likeness(), "differently: the alarm fired");
        assert_eq!(found[0].first_decision, Some((3_600, 600)));
        let strip = strip(&[after, before, row("c", "2026-12-31")]);
        assert_eq!(strip.joins, [(0, 1)]);
        assert_eq!(strip.years, [(2025, 0), (2026, 500)]);
        assert_eq!(strip.marks.iter().map(|mark| mark.at).collect::<Vec<_>>(), [457, 582, 998]);
    }

    // S3-53
    #[test]
    fn what_nobody_could_explain_and_what_was_seen_before_is_a_list_to_rehearse_from() {
        let asked = Asked { short: "Why did the second queue fill?".into(), since_ms: 0 };
        let signal = Signal { short: "a probe timed out in May".into(), lane: String::new() };
        let one = Row { asked: vec![asked], ..row("a", "2026-01-01") };
        let two = Row { signals: vec![signal], title: String::new(), ..row("b", "2026-02-01") };
        let gone = Row { removed_at_ms: Some(1), ..one.clone() };
        assert_eq!(
            rehearsals(&[one, two, gone]),
            "To rehearse\n\n- Nobody could say: Why did the second queue fill? (from “Review a”)\n- Seen before: a probe \
             timed out in May (from “Untitled review”) What would we notice first if it went on?\n"
        );
        assert_eq!(rehearsals(&[row("c", "2026-01-01")]), "");
    }

    // S0-6
    #[test]
    fn weak_signals_stand_by_lane_and_surprise_beside_severity() {
        let signal = |lane: &str| Signal { short: "odd".into(), lane: lane.into() };
        let of = |id: &str, lanes: &[&str]| Row {
            signals: lanes.iter().map(|lane| signal(lane)).collect(),
            severity: "2".into(),
            surprise: Some(5),
            failure_class: "Retry storm".into(),
            ..row(id, "2026-01-01")
        };
        let rows = [of("a", &["dns"]), of("b", &["Queue", "queue"]), Row { surprise: Some(9), ..of("c", &[]) }];
        let lanes: Vec<_> = weak_signals(&rows).into_iter().map(|(lane, signs)| (lane, signs.len())).collect();
        assert_eq!(lanes, [("Queue".to_owned(), 2), ("dns".to_owned(), 1)]);
        assert_eq!(surprise(&rows), [("2".to_owned(), [0, 0, 0, 0, 2])]);
        assert_eq!(classes(&rows)[0].1.len(), 3);
    }
}
