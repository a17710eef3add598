//! What fixes of all reviews put in place, and which of it nobody would put in place again.

use super::row::{Control, Row};
use crate::review::ReviewId;
use crate::review::choice::Answer;
use crate::review::moment::{Day, Instant};

/// Days after which a safeguard is asked about again.
pub const LOOK_AGAIN_DAYS: i64 = 365;

/// A safeguard, and the review that made it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Safeguard {
    /// The review that made it.
    pub review: ReviewId,
    /// What that review is called.
    pub title: String,
    /// The day of its incident.
    pub day: String,
    /// The safeguard.
    pub control: Control,
}

impl Safeguard {
    /// Whether it stands in the work.
    pub fn stands(&self) -> bool {
        self.control.taken_out.is_none()
    }

    /// Whether it stands and nobody would put it in place again.
    pub fn may_go(&self) -> bool {
        self.stands() && self.control.reinstate == Answer::No.key()
    }

    /// Whether it stands and nobody has looked at it for a year.
    pub fn is_due(&self, now_ms: i64) -> bool {
        let year = LOOK_AGAIN_DAYS * 86_400_000;
        self.stands() && self.control.looked_at.is_none_or(|looked| now_ms.saturating_sub(looked) >= year)
    }
}

/// The safeguards of these reviews, those that were looked at longest ago first.
pub fn safeguards(rows: &[Row]) -> Vec<Safeguard> {
    let mut all: Vec<Safeguard> = rows
        .iter()
        .filter(|row| row.is_listed() && !row.retold)
        .flat_map(|row| {
            row.controls.iter().map(|control| Safeguard {
                review: row.id.clone(),
                title: row.title.clone(),
                day: row.order_day(),
                control: control.clone(),
            })
        })
        .collect();
    all.sort_by_cached_key(|one| (one.control.looked_at, one.day.clone(), one.control.item.clone()));
    all
}

/// How many were taken out in a year: outcomes like any other.
pub fn taken_out_in(safeguards: &[Safeguard], year: i32) -> usize {
    let of = |at: i64| Instant::from_millis(at).map(|at| Day::year(at.wall(0).day));
    safeguards.iter().filter(|one| one.control.taken_out.and_then(of) == Some(year)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::ReviewView;

    // S3-40, S3-42, S3-43
    #[test]
    fn safeguards_are_asked_about_once_a_year_and_taking_one_out_counts() {
        const DAY: i64 = 86_400_000;
        let control = |item: &str, looked_at: Option<i64>, taken_out: Option<i64>| Control {
            item: item.into(),
            looked_at,
            taken_out,
            reinstate: "no".into(),
            ..Control::default()
        };
        let mut row = Row::of(&ReviewId::new("r"), &ReviewView::default(), 0, None);
        row.controls = vec![
            control("seen", Some(700 * DAY), None),
            control("gone", Some(0), Some(400 * DAY)),
            control("new", None, None),
        ];
        let all = safeguards(&[row.clone(), Row { retold: true, ..row }]);
        let names = |pick: &dyn Fn(&Safeguard) -> bool| {
            all.iter().filter(|one| pick(one)).map(|one| one.control.item.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(names(&|_| true), ["new", "gone", "seen"]);
        assert_eq!(names(&|one| one.is_due(800 * DAY)), ["new"]);
        assert_eq!(names(&|one| one.is_due(1_100 * DAY)), ["new", "seen"]);
        assert_eq!(names(&Safeguard::may_go), ["new", "seen"]);
        assert_eq!((taken_out_in(&all, 1971), taken_out_in(&all, 1972)), (1, 0));
    }
}
