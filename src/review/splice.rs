//! One edit of a text: at a place, so many units out, these words in. Places and lengths are UTF-16 code
//! units, as the page's text fields and the document count them.
//!
//! [`splice_between`] reads the edit off two versions of a text by their common beginning and end, anchored at
//! the caret: after typing, what was typed ends at the caret. Without that anchor, a letter typed before its
//! like ("a|ab") would be told as typed after it, and a concurrent edit between the two would land on the wrong
//! side. A surrogate pair is never cut. [`integrate`] brings in a splice that others' splices overtook, as
//! when words were being composed while theirs arrived.

use serde::{Deserialize, Serialize};

use super::text::{byte_of_utf16, spliced, utf16_len};

/// Replaces `delete` units at `at` by `insert`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Splice {
    pub at: usize,
    pub delete: usize,
    pub insert: String,
}

impl Splice {
    /// The length of what it brings in, in UTF-16 units.
    pub fn inserted_units(&self) -> usize {
        utf16_len(&self.insert)
    }

    /// The text after it. Places past the end are taken for the end.
    pub fn apply(&self, text: &str) -> String {
        spliced(text, self.at, self.delete, &self.insert)
    }

    /// Where a caret at `place` stands after this splice of somebody else's: text brought in exactly at the
    /// caret goes behind it.
    pub fn carry(&self, place: usize) -> usize {
        if place <= self.at {
            place
        } else {
            let after = place.saturating_sub(self.at.saturating_add(self.delete));
            self.at + self.inserted_units() + after
        }
    }
}

/// The one splice that makes `new` of `old`, or `None` when they are equal. `caret` is where the caret stands
/// in `new` (UTF-16 units): the end of what was typed.
pub fn splice_between(old: &str, new: &str, caret: usize) -> Option<Splice> {
    if old == new {
        return None;
    }
    let caret_byte = byte_of_utf16(new, caret);
    let old_end = old.len();
    let new_end = new.len();

    // The ends agree from the caret on, as far as the common end allows; then the beginnings, in what is left.
    let after_caret = new.get(caret_byte..).unwrap_or("");
    let mut tail = common_end(old, after_caret);
    let old_left = old.get(..old_end - tail).unwrap_or("");
    let new_left = new.get(..new_end - tail).unwrap_or("");
    let head = common_beginning(old_left, new_left);
    let (mut old_middle, mut new_middle) = (old_left.get(head..).unwrap_or(""), new_left.get(head..).unwrap_or(""));
    // Where the caret was not at the end of the edit (deleted forwards, corrected by the keyboard), more of the
    // ends may agree than what stands behind the caret.
    let more = common_end(old_middle, new_middle);
    old_middle = old_middle.get(..old_middle.len() - more).unwrap_or("");
    new_middle = new_middle.get(..new_middle.len() - more).unwrap_or("");
    tail += more;
    debug_assert!(head + old_middle.len() + tail == old_end);

    Some(Splice {
        at: utf16_len(new.get(..head).unwrap_or("")),
        delete: utf16_len(old_middle),
        insert: new_middle.to_owned(),
    })
}

/// What a local splice becomes after others' splices that it did not know of, each counted in the text the one
/// before it left: splices to be applied one after the other to that text. What the local one took out is taken
/// out where it still stands; nothing that the others brought in is.
pub fn integrate(local: &Splice, others: &[Splice]) -> Vec<Splice> {
    let mut place = local.at;
    let mut doomed: Vec<(usize, usize)> = vec![(local.at, local.at + local.delete)];
    for other in others {
        place = other.carry(place);
        let (cut, gap) = (other.at, other.at + other.delete);
        let shift = |unit: usize| unit - other.delete + other.inserted_units();
        doomed = doomed
            .into_iter()
            .flat_map(|(start, end)| {
                let before = (start < end.min(cut)).then_some((start, end.min(cut)));
                let after = (start.max(gap) < end).then(|| (shift(start.max(gap)), shift(end)));
                before.into_iter().chain(after)
            })
            .collect();
    }
    doomed.retain(|(start, end)| start < end);
    // From the back, so that the places before stay as they are.
    let mut splices: Vec<Splice> = Vec::new();
    for (start, end) in doomed.iter().rev() {
        let insert = String::new();
        splices.push(Splice { at: *start, delete: end - start, insert });
        let gone_before = end.min(&place).saturating_sub(*start);
        place -= gone_before;
    }
    match splices.as_mut_slice() {
        // The usual case stays the one splice it was.
        [only] if only.at == place => only.insert.clone_from(&local.insert),
        _ if local.insert.is_empty() => {}
        _ => splices.push(Splice { at: place, delete: 0, insert: local.insert.clone() }),
    }
    splices
}

/// Bytes of the longest common beginning, and of the longest common end of what is left, in whole characters.
pub fn common_ends(one: &str, other: &str) -> (usize, usize) {
    let head = common_beginning(one, other);
    (head, common_end(one.get(head..).unwrap_or(""), other.get(head..).unwrap_or("")))
}

/// Bytes of the longest common beginning, in whole characters.
fn common_beginning(one: &str, other: &str) -> usize {
    one.chars().zip(other.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
}

/// Bytes of the longest common end, in whole characters.
fn common_end(one: &str, other: &str) -> usize {
    one.chars().rev().zip(other.chars().rev()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn splice(at: usize, delete: usize, insert: &str) -> Option<Splice> {
        Some(Splice { at, delete, insert: insert.to_owned() })
    }

    #[test]
    fn a_letter_typed_beside_its_like_stands_where_the_caret_says() {
        assert_eq!(splice_between("aab", "aaab", 1), splice(0, 0, "a"));
        assert_eq!(splice_between("aab", "aaab", 2), splice(1, 0, "a"));
        assert_eq!(splice_between("aab", "aaab", 3), splice(2, 0, "a"));
    }

    #[test]
    fn deletions_are_read_on_both_sides_of_the_caret() {
        assert_eq!(splice_between("hello", "hell", 4), splice(4, 1, ""));
        assert_eq!(splice_between("hello", "ello", 0), splice(0, 1, ""), "the delete key");
        assert_eq!(splice_between("aaaa", "aaa", 2), splice(2, 1, ""), "backspace after the third");
    }

    #[test]
    fn emoji_are_never_cut_in_half() {
        // Both begin with the same high surrogate.
        assert_eq!(splice_between("x\u{1F600}y", "x\u{1F601}y", 3), splice(1, 2, "\u{1F601}"));
        assert_eq!(splice_between("", "\u{1F440}", 2), splice(0, 0, "\u{1F440}"));
        assert_eq!(splice_between("\u{1F440}\u{1F440}", "\u{1F440}", 2), splice(2, 2, ""));
    }

    #[test]
    fn what_was_composed_keeps_its_place_among_others_words() {
        let local = Splice { at: 2, delete: 3, insert: "\u{65E5}\u{672C}".into() };
        assert_eq!(integrate(&local, &[]), vec![local.clone()]);
        let before = Splice { at: 0, delete: 1, insert: "xyz".into() };
        assert_eq!(integrate(&local, &[before]), vec![Splice { at: 4, ..local.clone() }]);
        // Written into the middle of what was being replaced: their word stays.
        let inside = Splice { at: 3, delete: 0, insert: "NEW".into() };
        let text = inside.apply("abcdefg");
        let text = integrate(&local, &[inside]).iter().fold(text, |text, splice| splice.apply(&text));
        assert_eq!(text, "ab\u{65E5}\u{672C}NEWfg");
    }

    #[test]
    fn nothing_typed_is_no_edit() {
        assert_eq!(splice_between("same", "same", 2), None);
    }

    #[test]
    fn a_caret_stays_at_its_words_when_others_write() {
        let before = Splice { at: 0, delete: 0, insert: "ab".into() };
        assert_eq!(before.carry(3), 5);
        let at_the_caret = Splice { at: 3, delete: 0, insert: "ab".into() };
        assert_eq!(at_the_caret.carry(3), 3);
        let around = Splice { at: 1, delete: 5, insert: "x".into() };
        assert_eq!(around.carry(3), 2);
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod properties {
    use super::*;
    use proptest::prelude::*;

    fn text() -> impl Strategy<Value = String> {
        // Few letters, so that the beginnings and ends often agree by chance.
        proptest::collection::vec(
            prop_oneof![Just('a'), Just('b'), Just('\u{301}'), Just('\u{1F600}'), Just('\u{1F601}'), Just('\u{5D0}')],
            0..12,
        )
        .prop_map(|letters| letters.into_iter().collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn the_splice_makes_the_new_of_the_old(old in text(), new in text(), caret in 0_usize..30) {
            match splice_between(&old, &new, caret) {
                None => prop_assert_eq!(old, new),
                Some(splice) => {
                    prop_assert_eq!(splice.apply(&old), new);
                    let units: Vec<u16> = old.encode_utf16().collect();
                    let low = |place: usize| units.get(place).is_some_and(|unit| (0xDC00..0xE000).contains(unit));
                    prop_assert!(!low(splice.at) && !low(splice.at + splice.delete), "a pair is cut");
                }
            }
        }

        #[test]
        fn nobodys_words_are_lost_when_a_composition_comes_in_late(
            base in "[a-d]{0,10}", local in (0_usize..10, 0_usize..4, "[X-Z]{0,3}"),
            others in proptest::collection::vec((0_usize..12, 0_usize..3, "[0-9]{0,3}"), 0..4),
        ) {
            let length = base.len();
            let at = local.0.min(length);
            let local = Splice { at, delete: local.1.min(length - at), insert: local.2 };
            let mut theirs = base.clone();
            let mut splices = Vec::new();
            for (at, delete, insert) in others {
                let at = at.min(theirs.len());
                let splice = Splice { at, delete: delete.min(theirs.len() - at), insert };
                theirs = splice.apply(&theirs);
                splices.push(splice);
            }
            let both = integrate(&local, &splices).iter().fold(theirs.clone(), |text, splice| splice.apply(&text));
            let mine = local.apply(&base);
            let only = |text: &str, keep: fn(char) -> bool| text.chars().filter(|letter| keep(*letter)).collect::<String>();
            prop_assert!(both.contains(&local.insert), "the composition stays in one piece");
            prop_assert_eq!(only(&both, |l| l.is_ascii_digit()), only(&theirs, |l| l.is_ascii_digit()));
            // A letter of the beginning stays exactly when neither took it out.
            for letter in 'a'..='d' {
                let count = |text: &str| text.matches(letter).count();
                prop_assert!(count(&both) <= count(&mine).min(count(&theirs)));
                prop_assert!(count(&both) + count(&base) >= count(&mine) + count(&theirs));
            }
        }

        #[test]
        fn typing_is_read_as_it_was_typed(old in text(), typed in text(), place in 0_usize..12) {
            let letters: Vec<char> = old.chars().collect();
            let place = place.min(letters.len());
            let before: String = letters[..place].iter().collect();
            let after: String = letters[place..].iter().collect();
            let new = format!("{before}{typed}{after}");
            let at = before.encode_utf16().count();
            let caret = at + typed.encode_utf16().count();
            let expected = (!typed.is_empty()).then_some(Splice { at, delete: 0, insert: typed });
            prop_assert_eq!(splice_between(&old, &new, caret), expected);
        }
    }
}
