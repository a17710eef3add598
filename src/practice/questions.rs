//! Open questions: they outlive the review (essay S3, 32), so that nobody has to ask them a second time.
//!
//! Promises: a question without an answer is open, whatever became of its review; an age is told in whole days, and only
//! once the review is older than a week.

use crate::review::field::{item as fields, meta};
use crate::review::{Item, ReviewView};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// A review younger than this has no old questions.
const A_WEEK: i64 = 7;

/// Whether a question has its answer.
pub fn is_answered(question: &Item) -> bool {
    !question.field(fields::ANSWER).text().trim().is_empty()
}

/// How many days a question has been open, by this device's clock. `None` while its review is young, where nobody
/// wrote down when it was asked, and once it has its answer.
pub fn days_open(view: &ReviewView, question: &Item, now_ms: i64) -> Option<i64> {
    let days = |since: i64| now_ms.checked_sub(since).map(|passed| passed / DAY_MS);
    let review = days(view.meta(meta::CREATED_AT).first().as_int()?)?;
    let asked = days(question.field(fields::CREATED_AT).first().as_int()?)?;
    (review >= A_WEEK && asked >= 0 && !is_answered(question)).then_some(asked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::{Intent, ItemId, NewItem, PersonId, Scalar, kind};

    // S3-32
    #[test]
    fn a_question_stays_open_after_closing_and_tells_its_age_once_the_review_is_old() {
        let id = ItemId::new("q");
        let asked = NewItem::new(id.clone(), kind::QUESTION, "Why then?", &PersonId::new("p"), 3 * DAY_MS);
        let view = ReviewView::default()
            .act(&[
                Intent::set_meta(meta::CREATED_AT, Scalar::Int(0)),
                Intent::set_meta(meta::STATUS, Scalar::text("closed")),
                Intent::AddItem(asked),
            ])
            .view;
        let age = |view: &ReviewView, day: i64| days_open(view, view.item(&id).unwrap(), day * DAY_MS);
        assert_eq!(view.of_kind(kind::QUESTION).count(), 1);
        assert_eq!(age(&view, 6), None);
        assert_eq!(age(&view, 7), Some(4));
        assert_eq!(age(&view, 123), Some(120));
        // A clock that goes wrong tells no age.
        assert_eq!(days_open(&view, view.item(&id).unwrap(), i64::MIN), None);
        let answered = view.act(&[Intent::set(&id, fields::ANSWER, Scalar::text("A timer."))]).view;
        assert_eq!(age(&answered, 123), None);
        assert!(is_answered(answered.item(&id).unwrap()));
    }
}
