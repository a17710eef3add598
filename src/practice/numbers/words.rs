//! A text as words, numbers and marks, and which stretches of it are quoted.

use std::ops::Range;

/// A word, a number or a single mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The same in lower case.
    pub lower: String,
    /// Its value where it is a number, and what its last figure is worth, in thousandths.
    pub number: Option<(i64, i64)>,
    /// Whether a number that follows without a space is part of something else: a version, a clock time, a name.
    pub sticks: bool,
    /// Whether a sentence ends here.
    pub ends_sentence: bool,
}

/// The words, numbers and marks of a text, without its spaces; a new line is a mark.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::new();
    let mut rest = text;
    let mut start = 0;
    while let Some(letter) = rest.chars().next() {
        let taken = if letter.is_ascii_digit() {
            number_length(rest)
        } else if letter.is_alphabetic() {
            rest.find(|letter: char| !letter.is_alphabetic()).unwrap_or(rest.len())
        } else {
            letter.len_utf8()
        };
        let (piece, after) = rest.split_at_checked(taken).unwrap_or((rest, ""));
        if letter == '\n' || !letter.is_whitespace() {
            found.push(token(piece, start, letter));
        }
        start = start.saturating_add(piece.len());
        rest = after;
    }
    found
}

fn token(text: &str, start: usize, letter: char) -> Token {
    Token {
        start,
        end: start.saturating_add(text.len()),
        lower: text.to_lowercase(),
        number: letter.is_ascii_digit().then(|| value(text)).flatten(),
        sticks: !matches!(
            letter,
            '(' | '[' | '"' | '“' | '‘' | '\'' | '~' | '≈' | '–' | '—' | '*' | '_' | '>' | ',' | ';' | '\n'
        ),
        ends_sentence: matches!(letter, '.' | '!' | '?' | '\n'),
    }
}

/// Digits, and a point or comma between digits.
fn number_length(text: &str) -> usize {
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let goes_on = letter.is_ascii_digit()
            || (matches!(letter, '.' | ',') && letters.peek().is_some_and(|(_, next)| next.is_ascii_digit()));
        if !goes_on {
            return at;
        }
    }
    text.len()
}

/// `47`, `2.5`, `1,204`, `1,5`, in thousandths; none for versions, dates and other figures with several points. The
/// last figure of `.5` is worth a half.
fn value(text: &str) -> Option<(i64, i64)> {
    let thousands = !text.contains('.') && text.split(',').skip(1).all(|group| group.len() == 3);
    let plain = if thousands { text.replace(',', "") } else { text.replace(',', ".") };
    let (whole, decimals) = plain.split_once('.').unwrap_or((&plain, ""));
    if whole.len() > 6 || decimals.len() > 3 {
        return None;
    }
    let part = format!("{decimals:0<3}").parse::<i64>().ok()?;
    let grain = match (decimals, decimals.len()) {
        ("", _) => 1000,
        ("5", _) => 500,
        (_, 1) => 100,
        (_, 2) => 10,
        _ => 1,
    };
    Some((whole.parse::<i64>().ok()?.saturating_mul(1000).saturating_add(part), grain))
}

/// Quoted lines, code, and what stands in quotation marks, in bytes.
pub(super) fn quoted(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut start, mut in_code) = (0_usize, false);
    for line in text.split_inclusive('\n') {
        let end = start.saturating_add(line.len());
        let fence = line.trim_start().starts_with("```");
        if in_code || fence || line.trim_start().starts_with('>') {
            found.push(start..end);
        } else {
            found.extend(
                in_marks(line).into_iter().map(|one| start.saturating_add(one.start)..start.saturating_add(one.end)),
            );
        }
        in_code ^= fence;
        start = end;
    }
    found
}

/// What stands in quotation marks on a line; a mark that is never closed quotes the rest of it.
fn in_marks(line: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<(usize, &[char])> = None;
    for (at, letter) in line.char_indices() {
        match open {
            Some((start, closing)) if closing.contains(&letter) => {
                found.push(start..at);
                open = None;
            }
            Some(_) => {}
            None => {
                let closing: &[char] = match letter {
                    '"' => &['"'],
                    '“' | '„' => &['”', '“', '"'],
                    '«' => &['»'],
                    '»' => &['«'],
                    '‹' => &['›'],
                    '`' => &['`'],
                    _ => continue,
                };
                open = Some((at, closing));
            }
        }
    }
    found.extend(open.map(|(start, _)| start..line.len()));
    found
}
