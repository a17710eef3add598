//! A surprise as one person rates it, while they keep it to themselves: beside the review, never in it.
//!
//! Promises: nothing of it is in the document before [`PrivateRating::seal`] or [`PrivateRating::show`] is carried out
//! as a ballot; a seal tells that there is a rating and nothing of which; what is shown later can be held against its
//! seal; neither says whose it is. Like all that is private it lies in a store that no export, link, file or wire reads.

use crate::review::ballot::{SALT, SEALED, SURPRISE};
use crate::review::text::hex;
use crate::review::{ReviewView, Scalar};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Its name among the private things of a review.
pub const ENTRY: &str = "surprise";

/// A rating as its writer has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrivateRating {
    /// 1, as expected, to 5, nobody can explain it.
    pub value: u8,
    /// The random name under which it goes into the review.
    pub name: String,
    /// What makes its seal unlike any other.
    pub salt: String,
    /// Whether its seal is in the review: then it stays as it is.
    pub sealed: bool,
}

impl PrivateRating {
    /// Reads what [`PrivateRating::encode`] wrote; nothing where it cannot be read.
    pub fn decode(bytes: &[u8]) -> Option<PrivateRating> {
        serde_json::from_slice(bytes).ok().filter(|rating: &PrivateRating| (1..=5).contains(&rating.value))
    }

    /// Its bytes.
    pub fn encode(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// The marks that say: there is a rating, which will be shown together with the others.
    pub fn seal(&self) -> Vec<(String, Scalar)> {
        vec![(format!("{SEALED}{}", self.name), Scalar::text(digest(&self.name, &self.salt, i64::from(self.value))))]
    }

    /// The marks that show it. What was sealed is shown with what it takes to hold it against its seal.
    pub fn show(&self) -> Vec<(String, Scalar)> {
        let mut marks = vec![(format!("{SURPRISE}{}", self.name), Scalar::Int(i64::from(self.value)))];
        if self.sealed {
            marks.push((format!("{SALT}{}", self.name), Scalar::text(&self.salt)));
        }
        marks
    }

    /// Whether it stands in the review.
    pub fn is_shown(&self, view: &ReviewView) -> bool {
        !view.mark(&format!("{SURPRISE}{}", self.name)).is_nothing()
    }
}

/// How many ratings were shown that are not what was sealed.
pub fn unlike_their_seal(view: &ReviewView) -> usize {
    let unlike = |name: &str| {
        let shown = view.mark(&format!("{SURPRISE}{name}")).first().as_int()?;
        let salt = view.mark(&format!("{SALT}{name}")).text();
        Some(view.mark(&format!("{SEALED}{name}")).text() != digest(name, salt, shown))
    };
    view.marks().filter_map(|(key, _)| key.strip_prefix(SEALED)).filter(|name| unlike(name) == Some(true)).count()
}

fn digest(name: &str, salt: &str, value: i64) -> String {
    let mut whole = Sha256::new();
    for part in [name, salt, &value.to_string()] {
        whole.update(part.len().to_be_bytes());
        whole.update(part);
    }
    hex(&whole.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::practice::surprise;
    use crate::review::Intent;

    fn carried_out(view: &ReviewView, marks: Vec<(String, Scalar)>) -> ReviewView {
        let set = |(key, value)| Intent::SetMark { key, value };
        view.act(&marks.into_iter().map(set).collect::<Vec<_>>()).view
    }

    #[test]
    fn a_seal_tells_nothing_of_the_rating_and_the_rating_can_be_held_against_it() {
        let mine = PrivateRating { value: 4, name: "n1".to_owned(), salt: "s4lt".to_owned(), sealed: true };
        let sealed = carried_out(&ReviewView::default(), mine.seal());
        assert_eq!((surprise::sealed(&sealed), surprise::ratings(&sealed)), (1, vec![]));
        assert!(!mine.is_shown(&sealed));
        let shown = carried_out(&sealed, mine.show());
        assert_eq!((surprise::sealed(&shown), surprise::ratings(&shown)), (0, vec![4]));
        assert_eq!(unlike_their_seal(&shown), 0);
        // Changed after the others were seen.
        let other = carried_out(&sealed, PrivateRating { value: 2, ..mine.clone() }.show());
        assert_eq!(unlike_their_seal(&other), 1);
        assert_eq!(PrivateRating::decode(&mine.encode()), Some(mine));
        assert_eq!(PrivateRating::decode(b"{}"), None);
    }
}
