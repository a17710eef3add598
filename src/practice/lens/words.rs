//! A text as words, in sentences. Promises: every span lies on character boundaries of the text; what stands in
//! quotation marks or as code is one token that no rule looks into; contractions are written out (`didn't` is
//! `did` and `not`).

use super::lexicon::{Class, Form, Set, class_of, verb_of};
use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Word,
    /// A count or a measure.
    Figure,
    /// A number that is a name: `node 7`.
    Number,
    /// A time of day.
    Clock,
    /// A calendar day.
    Day,
    /// Something the writer is still to fill in: `[how many?]`.
    Blank,
    /// Somebody else's words, or code.
    Quote,
    Mark(char),
}

/// One token of a text.
#[derive(Clone, Debug)]
pub struct Word {
    pub span: Range<usize>,
    /// In lower case, contractions written out.
    pub low: String,
    pub kind: Kind,
    pub capital: bool,
    /// What it is as it stands.
    pub is: Set,
    /// What it is as a verb.
    pub verb: Set,
    pub form: Form,
}

impl Word {
    pub fn is(&self, class: Class) -> bool {
        self.is.has(class)
    }

    pub fn does(&self, class: Class) -> bool {
        self.verb.has(class)
    }

    pub fn mark(&self) -> Option<char> {
        if let Kind::Mark(mark) = self.kind { Some(mark) } else { None }
    }
}

/// The sentences of a text. The mark that ends a sentence is its last token.
pub fn sentences(text: &str) -> Vec<Vec<Word>> {
    let mut sentences = Vec::new();
    let mut open: Vec<Word> = Vec::new();
    let mut at = 0;
    while let Some(letter) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let after = at + letter.len_utf8();
        if letter == '\n' {
            sentences.push(std::mem::take(&mut open));
            at = after;
        } else if let Some(end) = quote_end(text, at, letter) {
            open.push(plain(at..end, Kind::Quote));
            at = end;
        } else if let Some(end) = blank_end(text, at, letter) {
            open.push(plain(at..end, Kind::Blank));
            at = end;
        } else if letter.is_alphanumeric() || matches!(letter, '@' | '#') {
            let end = word_end(text, at);
            push_word(text, at..end, &mut open);
            at = end;
        } else {
            let list_mark = open.is_empty() && matches!(letter, '-' | '*' | '•' | '–');
            if !letter.is_whitespace() && !list_mark {
                let ends = matches!(letter, '.' | '!' | '?' | '…')
                    && !open.last().is_some_and(|word| word.is(Class::Abbreviation));
                open.push(plain(at..after, Kind::Mark(letter)));
                if ends && !text.get(after..).is_some_and(|rest| rest.starts_with(['.', '!', '?', ')', '"'])) {
                    sentences.push(std::mem::take(&mut open));
                }
            }
            at = after;
        }
    }
    sentences.push(open);
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}

fn plain(span: Range<usize>, kind: Kind) -> Word {
    Word { span, low: String::new(), kind, capital: false, is: Set::NONE, verb: Set::NONE, form: Form::NONE }
}

/// Where a quotation that begins here ends; `None` where none begins or it is not closed in its line.
fn quote_end(text: &str, at: usize, letter: char) -> Option<usize> {
    let close = match letter {
        '"' | '`' => letter,
        '“' => '”',
        '„' => '“',
        '«' => '»',
        '‘' => '’',
        '\'' => '\'',
        _ => return None,
    };
    let start = at + letter.len_utf8();
    let line = text.get(start..)?.split('\n').next()?;
    let single = matches!(letter, '\'' | '‘');
    if single && !line.starts_with(char::is_alphanumeric) {
        return None;
    }
    let found = line.char_indices().find(|&(byte, mark)| {
        let next = line.get(byte + mark.len_utf8()..).and_then(|rest| rest.chars().next());
        let other = letter == '„' && mark == '”';
        (mark == close || other) && !(single && next.is_some_and(char::is_alphanumeric))
    });
    found.map(|(byte, mark)| start + byte + mark.len_utf8())
}

/// Where a blank to fill in that begins here ends: brackets around words, without a digit.
fn blank_end(text: &str, at: usize, letter: char) -> Option<usize> {
    if letter != '[' {
        return None;
    }
    let inside = text.get(at + 1..)?.split(']').next()?;
    let end = at + 1 + inside.len();
    let fits =
        text.get(end..)?.starts_with(']') && !inside.contains(|c: char| c.is_ascii_digit() || matches!(c, '\n' | '['));
    fits.then_some(end + 1)
}

/// Past the word that begins here. Hyphens, points, slashes and apostrophes between letters belong to it.
fn word_end(text: &str, start: usize) -> usize {
    let mut end = start;
    let mut last = '\0';
    let mut letters = text.get(start..).unwrap_or_default().chars().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied().unwrap_or(' ');
        let inner = match letter {
            '@' | '#' => end == start || next.is_alphanumeric(),
            '_' => true,
            '\'' | '’' | '-' | '‑' | '.' | '/' => last.is_alphanumeric() && next.is_alphanumeric(),
            ':' | ',' => last.is_ascii_digit() && next.is_ascii_digit(),
            _ => letter.is_alphanumeric() || is_accent(letter),
        };
        if !inner {
            break;
        }
        end += letter.len_utf8();
        last = letter;
    }
    end
}

fn is_accent(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

/// Puts a word, or the two words of a contraction, behind the others.
fn push_word(text: &str, span: Range<usize>, open: &mut Vec<Word>) {
    let written = text.get(span.clone()).unwrap_or_default();
    let low = written.to_lowercase().replace(['’', '‑'], "'");
    let low = if written.contains('‑') { written.to_lowercase().replace('‑', "-") } else { low };
    let capital = written.starts_with(char::is_uppercase);
    match parted(&low) {
        // The second word takes as many letters of the end, whichever apostrophe is among them.
        Some((first, second, length)) => {
            let last = length.checked_sub(1).and_then(|nth| written.char_indices().nth_back(nth));
            let cut = last.map_or(span.end, |(byte, _)| span.start + byte);
            open.push(known(first, span.start..cut, capital, open.last()));
            open.push(known(second, cut..span.end, false, open.last()));
        }
        None => {
            let heard =
                if low == "of" && open.last().is_some_and(|word| word.is(Class::Modal)) { "have" } else { &low };
            open.push(known(heard, span, capital, open.last()));
        }
    }
}

/// The two words of a contraction, and how many letters of the writing the second takes.
fn parted(low: &str) -> Option<(&str, &'static str, usize)> {
    match low {
        "won't" | "wont" => return Some(("will", "not", low.len().saturating_sub(2))),
        "can't" | "cant" => return Some(("can", "not", low.len().saturating_sub(2))),
        "shan't" => return Some(("shall", "not", 3)),
        "cannot" => return Some(("can", "not", 3)),
        "let's" => return Some(("let", "us", 2)),
        _ => {}
    }
    for (ending, word) in
        [("n't", "not"), ("'ll", "will"), ("'ve", "have"), ("'re", "are"), ("'d", "would"), ("'m", "am")]
    {
        if let Some(first) = low.strip_suffix(ending)
            && !first.is_empty()
        {
            return Some((first, word, ending.len()));
        }
    }
    if let Some(first) = low.strip_suffix("'s")
        && !first.is_empty()
    {
        return Some((first, if class_of(first).has(Class::Pronoun) { "is" } else { "'s" }, 2));
    }
    let first = low.strip_suffix("nt")?;
    class_of(first).has(Class::Auxiliary).then_some((first, "not", 2))
}

fn known(low: &str, span: Range<usize>, capital: bool, before: Option<&Word>) -> Word {
    let is = class_of(low);
    let kind = match low.chars().next() {
        Some(first) if first.is_ascii_digit() => number(low, before),
        _ if is.has(Class::CountWord) => Kind::Figure,
        _ => Kind::Word,
    };
    let (verb, form) = if kind == Kind::Word { verb_of(low) } else { (Set::NONE, Form::NONE) };
    Word { span, low: low.to_owned(), kind, capital, is, verb, form }
}

fn number(low: &str, before: Option<&Word>) -> Kind {
    let digits = |part: &str| !part.is_empty() && part.chars().all(|letter| letter.is_ascii_digit());
    if low.split_once(':').is_some_and(|(hours, rest)| digits(hours) && rest.starts_with(|c: char| c.is_ascii_digit()))
    {
        return Kind::Clock;
    }
    let mut parts = low.split('-');
    if let (Some(year), Some(month), Some(_)) = (parts.next(), parts.next(), parts.next())
        && digits(year)
        && digits(month)
        && year.len() == 4
    {
        return Kind::Day;
    }
    let ordinal = ["st", "nd", "rd", "th"].iter().any(|ending| low.strip_suffix(ending).is_some_and(digits));
    if ordinal || before.is_some_and(|word| word.is(Class::Numbered)) {
        return Kind::Number;
    }
    Kind::Figure
}
