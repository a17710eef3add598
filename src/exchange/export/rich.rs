//! A small tree of text: what a review becomes before it is written as Markdown, as rich text for the clipboard,
//! or drawn as the reading view. One tree, three writers.
//!
//! Promises: text is text: nothing that people wrote becomes structure, only line breaks, paragraphs and links
//! are seen in it; a link leads to `http`, `https` or `mailto` and nowhere else; no [`Inline::Text`] holds a line
//! break or a control character.

use crate::review::ItemId;
use std::fmt;

/// A block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading, level 1 to 3.
    Heading {
        /// 1 is the title.
        level: u8,
        /// What it says.
        text: Vec<Inline>,
    },
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list without numbers.
    List(Vec<Vec<Inline>>),
    /// A table; each row has as many cells as the head.
    Table {
        /// The columns' names.
        head: Vec<String>,
        /// The rows.
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// Text as it was written elsewhere, line by line: a log.
    Quote(String),
    /// A picture, where pictures can be drawn.
    Figure {
        /// SHA-256 of its bytes, lowercase hex.
        hash: String,
        /// Its media type, one that browsers draw and that runs nothing.
        media_type: String,
        /// What it shows.
        told: String,
    },
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Words.
    Text(String),
    /// A new line.
    Break,
    /// Words that stand out.
    Strong(String),
    /// Words said in another tone.
    Emphasis(String),
    /// A link.
    Link {
        /// Where it leads.
        to: Address,
        /// What it says.
        text: String,
    },
    /// Which item stands here: an anchor, a comment, nothing.
    Item(ItemId),
}

impl Inline {
    /// Our own words, on one line.
    pub fn text(text: impl Into<String>) -> Self {
        Inline::Text(one_line(&text.into()))
    }

    /// Words that stand out, on one line.
    pub fn strong(text: impl AsRef<str>) -> Self {
        Inline::Strong(one_line(text.as_ref()))
    }

    /// Words said in another tone, on one line.
    pub fn emphasis(text: impl AsRef<str>) -> Self {
        Inline::Emphasis(one_line(text.as_ref()))
    }
}

/// Where a link leads: `http`, `https` or `mailto`, in characters that need no further escaping anywhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address(String);

impl Address {
    /// An address; `None` for every other scheme, and for none.
    pub fn new(text: &str) -> Option<Address> {
        let text = text.trim();
        let rest = SCHEMES.iter().find_map(|scheme| after_scheme(text, scheme))?;
        if rest.is_empty() || rest.chars().any(|letter| letter.is_whitespace() || letter.is_control()) {
            return None;
        }
        let scheme = text.len() - rest.len();
        let mut out = text.get(..scheme)?.to_ascii_lowercase();
        for letter in rest.chars() {
            let plain = letter.is_ascii_alphanumeric() || "-._~:/?#@!$&*+,;=%".contains(letter);
            if plain {
                out.push(letter);
            } else {
                let mut bytes = [0; 4];
                for byte in letter.encode_utf8(&mut bytes).bytes() {
                    out.push_str(&format!("%{byte:02X}"));
                }
            }
        }
        Some(Address(out))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host, or the whole where there is none.
    pub fn host(&self) -> &str {
        let rest = self.0.split_once("://").map_or(self.0.as_str(), |(_, rest)| rest);
        rest.split(['/', '?', '#']).next().unwrap_or(rest)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

const SCHEMES: [&str; 3] = ["https://", "http://", "mailto:"];

fn after_scheme<'a>(text: &'a str, scheme: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(scheme.len())?;
    head.eq_ignore_ascii_case(scheme).then_some(rest)
}

fn is_line_end(letter: char) -> bool {
    matches!(letter, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Without control characters; tabs become spaces.
fn clean(text: &str) -> String {
    text.chars()
        .filter_map(|letter| match letter {
            '\t' => Some(' '),
            letter if letter.is_control() => None,
            letter => Some(letter),
        })
        .collect()
}

/// The longest quotation that is written out, in lines and in letters: more is in the piece itself.
const QUOTED_LINES: usize = 400;
const QUOTED_LETTERS: usize = 40_000;

/// A log as it is quoted: its own lines, with what no page shows taken out, and where it was cut.
pub fn quoted(log: &str) -> String {
    let mut out = String::new();
    let mut letters = 0_usize;
    let lines: Vec<&str> = log.trim_end().lines().collect();
    for (place, line) in lines.iter().enumerate() {
        let line = clean(line);
        letters = letters.saturating_add(line.chars().count());
        if place >= QUOTED_LINES || letters > QUOTED_LETTERS {
            let left = lines.len().saturating_sub(place);
            out.push_str(&format!("… {left} more {}", if left == 1 { "line" } else { "lines" }));
            return out;
        }
        out.push_str(line.trim_end());
        if place + 1 < lines.len() {
            out.push('\n');
        }
    }
    out
}

/// A text on one line.
pub fn one_line(text: &str) -> String {
    let lines: Vec<String> =
        text.split(is_line_end).map(|line| clean(line).trim().to_owned()).filter(|line| !line.is_empty()).collect();
    lines.join(" ")
}

/// The paragraphs of what people wrote: blank lines part them, single line breaks stay line breaks.
pub fn paragraphs(text: &str) -> Vec<Vec<Inline>> {
    let text = text.replace("\r\n", "\n");
    let mut all = Vec::new();
    let mut current: Vec<Inline> = Vec::new();
    for line in text.split(is_line_end) {
        let line = clean(line);
        let line = line.trim();
        if line.is_empty() {
            if !current.is_empty() {
                all.push(std::mem::take(&mut current));
            }
            continue;
        }
        if !current.is_empty() {
            current.push(Inline::Break);
        }
        push_line(&mut current, line);
    }
    if !current.is_empty() {
        all.push(current);
    }
    all
}

/// What people wrote as one piece, for a cell or a list: every paragraph on a new line.
pub fn piece(text: &str) -> Vec<Inline> {
    let mut out = Vec::new();
    for paragraph in paragraphs(text) {
        if !out.is_empty() {
            out.push(Inline::Break);
        }
        out.extend(paragraph);
    }
    out
}

/// A line with the addresses in it made links.
fn push_line(out: &mut Vec<Inline>, line: &str) {
    let mut rest = line;
    while let Some((before, address, after)) = next_address(rest) {
        if !before.is_empty() {
            out.push(Inline::Text(before.to_owned()));
        }
        match Address::new(address) {
            Some(to) => out.push(Inline::Link { to, text: address.to_owned() }),
            None => out.push(Inline::Text(address.to_owned())),
        }
        rest = after;
    }
    if !rest.is_empty() {
        out.push(Inline::Text(rest.to_owned()));
    }
}

fn next_address(line: &str) -> Option<(&str, &str, &str)> {
    let mut word_begins = true;
    for (place, letter) in line.char_indices() {
        let rest = line.get(place..)?;
        if word_begins && SCHEMES.iter().any(|scheme| after_scheme(rest, scheme).is_some()) {
            let end = rest
                .find(|letter: char| letter.is_whitespace() || matches!(letter, '<' | '>' | '"'))
                .unwrap_or(rest.len());
            let mut address = rest.get(..end)?;
            // What ends a sentence or a parenthesis is no part of it.
            loop {
                let shorter = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '|']);
                let shorter = match shorter.strip_suffix(')') {
                    Some(open) if open.matches('(').count() <= open.matches(')').count() => open,
                    _ => shorter.strip_suffix(']').unwrap_or(shorter),
                };
                if shorter.len() == address.len() {
                    break;
                }
                address = shorter;
            }
            if Address::new(address).is_some() {
                let (before, _) = line.split_at_checked(place)?;
                return Some((before, address, rest.get(address.len()..)?));
            }
        }
        word_begins = !letter.is_alphanumeric();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_three_schemes_are_addresses() {
        for text in [
            "javascript:alert(1)",
            "data:text/html,x",
            "//evil.example",
            "https://",
            "java\nscript:x",
            "file:///etc",
            "https://a b",
        ] {
            assert_eq!(Address::new(text), None, "{text}");
        }
        assert_eq!(Address::new("HTTPS://Example.org/a(b)|c").unwrap().as_str(), "https://Example.org/a%28b%29%7Cc");
        assert_eq!(Address::new("mailto:a@example.org").unwrap().host(), "mailto:a@example.org");
    }

    #[test]
    fn addresses_in_words_become_links_without_what_ends_the_sentence() {
        let line = piece("see (https://example.org/wiki/A_(b)). And http://x.example, xhttp://no");
        let links: Vec<&str> = line
            .iter()
            .filter_map(|inline| match inline {
                Inline::Link { text, .. } => Some(text.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(links, ["https://example.org/wiki/A_(b)", "http://x.example"]);
    }

    #[test]
    fn blank_lines_part_paragraphs_and_controls_are_gone() {
        assert_eq!(
            paragraphs("a\u{0}\tb\n c\r\n\r\nd\u{2028}e\n\n"),
            vec![
                vec![Inline::Text("a b".into()), Inline::Break, Inline::Text("c".into())],
                vec![Inline::Text("d".into()), Inline::Break, Inline::Text("e".into())],
            ]
        );
    }
}
