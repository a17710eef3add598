//! Words as a reader means them, whatever their case and accents: what search compares.
//!
//! Promises: a word folds alike whether its accents are composed or not; folding a folded word changes nothing;
//! every word says which bytes of the text it came from. Languages written without spaces are taken letter by
//! letter, so that any part of a phrase can be found.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// One word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word folded: lower case, no accents.
    pub folded: String,
    /// Each letter of the text: the length of `folded` before it, and its byte in the text.
    letters: Vec<(usize, usize)>,
    /// The byte after the word in the text.
    end: usize,
}

impl Word {
    /// The bytes of the text that the first `length` bytes of the folded word came from.
    pub fn bytes_of_prefix(&self, length: usize) -> (usize, usize) {
        let start = self.letters.first().map_or(self.end, |letter| letter.1);
        let after = self.letters.iter().find(|letter| letter.0 >= length && letter.0 > 0);
        (start, after.map_or(self.end, |letter| letter.1))
    }
}

/// The words of a text, in order.
pub fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut open: Option<Word> = None;
    for (byte, letter) in text.char_indices() {
        let end = byte + letter.len_utf8();
        if is_accent(letter) {
            if let Some(word) = &mut open {
                word.end = end;
            }
        } else if is_whole_word(letter) {
            words.extend(open.take());
            open = Some(Word { folded: letter.to_string(), letters: vec![(0, byte)], end });
            // An accent may follow, a letter may not.
        } else if letter.is_alphanumeric() {
            if open.as_ref().is_some_and(|word| word.folded.chars().next().is_some_and(is_whole_word)) {
                words.extend(open.take());
            }
            let word = open.get_or_insert_with(|| Word { folded: String::new(), letters: Vec::new(), end });
            word.letters.push((word.folded.len(), byte));
            push_folded(&mut word.folded, letter);
            word.end = end;
        } else {
            words.extend(open.take());
        }
    }
    words.extend(open);
    words.retain(|word| !word.folded.is_empty());
    words
}

/// Marks that stand on the letter before them.
fn is_accent(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{3099}' | '\u{309a}' | '\u{fe0e}' | '\u{fe0f}' | '\u{200d}')
}

/// Kana and ideographs: no spaces stand between words.
fn is_whole_word(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn push_folded(out: &mut String, letter: char) {
    if letter.is_ascii() {
        out.push(letter.to_ascii_lowercase());
        return;
    }
    for lower in letter.to_lowercase().filter(|lower| !is_accent(*lower)) {
        match PLAIN.get(&lower) {
            Some(plain) => out.push_str(plain),
            None => out.push(lower),
        }
    }
}

static PLAIN: LazyLock<BTreeMap<char, &'static str>> = LazyLock::new(|| {
    WITHOUT_ACCENTS.iter().flat_map(|(plain, letters)| letters.chars().map(move |letter| (letter, *plain))).collect()
});

/// Latin, Greek and Cyrillic letters with accents, by the letters they are searched as. The first columns are
/// Unicode's own decompositions; ligatures and stroked letters follow how people type them without their keyboard.
const WITHOUT_ACCENTS: &[(&str, &str)] = &[
    ("a", "àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ"),
    ("ae", "æǣǽ"),
    ("b", "ḃḅḇ"),
    ("c", "çćĉċčḉ"),
    ("d", "ďḋḍḏḑḓđð"),
    ("dz", "ǆǳ"),
    ("e", "èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ"),
    ("f", "ḟ"),
    ("g", "ĝğġģǧǵḡ"),
    ("h", "ĥȟḣḥḧḩḫẖħ"),
    ("i", "ìíîïĩīĭįǐȉȋḭḯỉịı"),
    ("j", "ĵǰ"),
    ("k", "ķǩḱḳḵ"),
    ("l", "ĺļľḷḹḻḽł"),
    ("m", "ḿṁṃ"),
    ("n", "ñńņňǹṅṇṉṋ"),
    ("o", "òóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợøǿ"),
    ("oe", "œ"),
    ("p", "ṕṗ"),
    ("r", "ŕŗřȑȓṙṛṝṟ"),
    ("s", "śŝşšșṡṣṥṧṩſẛ"),
    ("ss", "ß"),
    ("t", "ţťțṫṭṯṱẗŧ"),
    ("th", "þ"),
    ("u", "ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự"),
    ("v", "ṽṿ"),
    ("w", "ŵẁẃẅẇẉẘ"),
    ("x", "ẋẍ"),
    ("y", "ýÿŷȳẏẙỳỵỷỹ"),
    ("z", "źżžẑẓẕ"),
    ("α", "ά"),
    ("ε", "έ"),
    ("η", "ή"),
    ("ι", "ΐίϊ"),
    ("ο", "ό"),
    ("σ", "ς"),
    ("υ", "ΰϋύ"),
    ("ω", "ώ"),
    ("а", "ӑӓ"),
    ("г", "ѓ"),
    ("е", "ѐёӗ"),
    ("ж", "ӂӝ"),
    ("з", "ӟ"),
    ("и", "йѝӣӥ"),
    ("к", "ќ"),
    ("о", "ӧ"),
    ("у", "ўӯӱӳ"),
    ("ч", "ӵ"),
    ("ы", "ӹ"),
    ("э", "ӭ"),
    ("і", "ї"),
    ("ѵ", "ѷ"),
    ("ә", "ӛ"),
    ("ө", "ӫ"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.folded).collect()
    }

    #[test]
    fn accents_fold_alike_composed_or_not() {
        assert_eq!(folded("Café"), ["cafe"]);
        assert_eq!(folded("Cafe\u{301}"), ["cafe"]);
        assert_eq!(
            folded("ÉTÉ Łódź Straße İstanbul ΣΊΣΥΦΟΣ Ёлка"),
            ["ete", "lodz", "strasse", "istanbul", "σισυφοσ", "елка"]
        );
        assert_eq!(folded("Việt Nam"), ["viet", "nam"]);
    }

    #[test]
    fn what_stands_between_letters_parts_words() {
        assert_eq!(folded("INC-482: pg_basebackup didn't"), ["inc", "482", "pg", "basebackup", "didn", "t"]);
        assert!(words(" – … 👀 ").is_empty());
    }

    #[test]
    fn languages_without_spaces_are_taken_letter_by_letter() {
        assert_eq!(folded("DB障害db1"), ["db", "障", "害", "db1"]);
    }

    #[test]
    fn a_prefix_knows_its_bytes_in_the_text() {
        let text = "… Straße, Cafe\u{301}s";
        let found = words(text);
        let mark = |word: usize, length: usize| {
            let (start, end) = found.get(word)?.bytes_of_prefix(length);
            text.get(start..end)
        };
        assert_eq!(mark(0, 4), Some("Stra"));
        assert_eq!(mark(0, 6), Some("Straß"), "half of what ß folds to is ß");
        assert_eq!(mark(0, 5), Some("Straß"));
        assert_eq!(mark(1, 4), Some("Cafe\u{301}"));
        assert_eq!(mark(1, 5), Some("Cafe\u{301}s"));
    }
}
