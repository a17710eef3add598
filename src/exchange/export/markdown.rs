//! A review as Markdown: the canonical form, described in `docs/format/markdown.md`.
//!
//! Promises: the same view gives the same bytes; LF, no trailing spaces; what people wrote is text and nothing
//! else, in GitHub's Markdown as in plain CommonMark: it becomes no heading, list, link, image, HTML, code,
//! comment or table. Ids stand in comments, times in UTC. There is no clock of the export in it.

use super::Pieces;
use super::rich::{Block, Inline, one_line};
use super::story::story_with;
use crate::review::field::meta as meta_names;
use crate::review::moment::UtcOnly;
use crate::review::{ReviewId, ReviewView};

/// The whole review as Markdown.
pub fn write(view: &ReviewView, id: &ReviewId) -> String {
    write_with(view, id, &Pieces::new())
}

/// The same, with the logs among these pieces quoted.
pub fn write_with(view: &ReviewView, id: &ReviewId, pieces: &Pieces) -> String {
    let mut out = front_matter(view, id);
    for block in story_with(view, "UTC", &UtcOnly, pieces) {
        if matches!(block, Block::Figure { .. }) {
            continue;
        }
        out.push('\n');
        write_block(&mut out, &block);
    }
    out
}

/// Blocks as Markdown, without front matter.
pub fn write_blocks(blocks: &[Block]) -> String {
    let mut out = String::new();
    for (place, block) in blocks.iter().enumerate() {
        if place > 0 {
            out.push('\n');
        }
        write_block(&mut out, block);
    }
    out
}

fn front_matter(view: &ReviewView, id: &ReviewId) -> String {
    let status = one_line(view.meta(meta_names::STATUS).text());
    let reference = one_line(view.meta(meta_names::REFERENCE).text());
    let mut out = String::from("---\n");
    let mut say = |key: &str, value: &str| {
        if !value.is_empty() {
            out.push_str(&format!("{key}: {}\n", yaml(value)));
        }
    };
    say("schema", super::json::SCHEMA);
    say("id", id.as_str());
    say("reference", &reference);
    say("status", if status.is_empty() { "draft" } else { &status });
    say("timezone", "UTC");
    say("view", "team");
    out.push_str("---\n");
    out
}

/// A YAML scalar: plain where nothing can be mistaken, quoted otherwise.
fn yaml(text: &str) -> String {
    const WORDS_OF_YAML: [&str; 9] = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
    let plain = text.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.' | '/' | '@'))
        && !WORDS_OF_YAML.contains(&text.to_ascii_lowercase().as_str());
    if plain {
        return text.to_owned();
    }
    let mut out = String::from("\"");
    for letter in text.chars() {
        if matches!(letter, '"' | '\\') {
            out.push('\\');
        }
        out.push(letter);
    }
    out.push('"');
    out
}

/// Where a line is written, which says what a line break becomes and what may begin it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Paragraph,
    ListItem,
    Heading,
    Cell,
}

fn write_block(out: &mut String, block: &Block) {
    match block {
        Block::Quote(text) => {
            // A fence longer than any in it, so that nothing in it ends it.
            let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
            let fence = "`".repeat(longest.saturating_add(1).max(3));
            out.push_str(&format!("{fence}text\n{text}\n{fence}\n"));
        }
        // The line above it names the picture; its bytes are in the file.
        Block::Figure { .. } => {}
        Block::Heading { level, text } => {
            out.extend(std::iter::repeat_n('#', usize::from((*level).clamp(1, 6))));
            out.push(' ');
            out.push_str(&line(text, Place::Heading));
            out.push('\n');
        }
        Block::Paragraph(text) => {
            out.push_str(&line(text, Place::Paragraph));
            out.push('\n');
        }
        Block::List(rows) => {
            for row in rows {
                out.push_str("- ");
                out.push_str(&line(row, Place::ListItem));
                out.push('\n');
            }
        }
        Block::Table { head, rows } => {
            let head: Vec<String> = head.iter().map(|name| escaped(name, Place::Cell, false)).collect();
            push_row(out, &head);
            push_row(out, &vec!["---".to_owned(); head.len()]);
            for row in rows {
                push_row(out, &row.iter().map(|cell| line(cell, Place::Cell)).collect::<Vec<_>>());
            }
        }
    }
}

fn push_row(out: &mut String, cells: &[String]) {
    out.push('|');
    for cell in cells {
        if !cell.is_empty() {
            out.push(' ');
            out.push_str(cell);
        }
        out.push_str(" |");
    }
    out.push('\n');
}

/// One line, or several where there are breaks in it.
fn line(inlines: &[Inline], place: Place) -> String {
    let mut out = String::new();
    let mut at_start = place != Place::Cell && place != Place::Heading;
    for inline in inlines {
        let fresh = match inline {
            Inline::Text(text) => escaped(text, place, at_start),
            Inline::Strong(text) if text.is_empty() => String::new(),
            Inline::Strong(text) => format!("**{}**", escaped(text, place, false)),
            Inline::Emphasis(text) if text.is_empty() => String::new(),
            Inline::Emphasis(text) => format!("*{}*", escaped(text, place, false)),
            Inline::Link { to, text } if to.as_str() == text => format!("<{to}>"),
            Inline::Link { to, text } => {
                // An exclamation mark before a link would make a picture of it.
                if out.ends_with('!') {
                    out.pop();
                    out.push_str("\\!");
                }
                format!("[{}]({to})", escaped(text, place, false))
            }
            Inline::Item(id) => {
                if !is_safe(id.as_str()) {
                    continue;
                }
                let gap = if out.is_empty() || out.ends_with(' ') { "" } else { " " };
                format!("{gap}<!-- e:{id} -->")
            }
            Inline::Break => {
                trim_end(&mut out);
                let broken = match place {
                    Place::Cell => "<br>",
                    Place::Heading => " ",
                    Place::Paragraph => "\\\n",
                    Place::ListItem => "\\\n  ",
                };
                out.push_str(broken);
                at_start = place != Place::Cell && place != Place::Heading;
                continue;
            }
        };
        at_start &= fresh.is_empty();
        out.push_str(&fresh);
    }
    trim_end(&mut out);
    out
}

fn trim_end(out: &mut String) {
    out.truncate(out.trim_end_matches([' ', '\t']).len());
}

/// An id that can end no comment.
fn is_safe(id: &str) -> bool {
    id.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_')) && !id.contains("--")
}

/// Words such that no reader of Markdown takes them for anything but words.
fn escaped(text: &str, place: Place, at_start: bool) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let letters: Vec<char> = text.chars().collect();
    let mut only_digits_before = at_start;
    for (position, letter) in letters.iter().copied().enumerate() {
        let before = position.checked_sub(1).and_then(|previous| letters.get(previous)).copied();
        let after = letters.get(position + 1).copied();
        let first = at_start && position == 0;
        let inside_a_word = before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric);
        let escape = match letter {
            '\\' | '`' | '*' | '[' | ']' | '<' | '|' | '$' => true,
            '_' => !inside_a_word,
            // "~23:20" opens what nothing closes; every other tilde may strike something out.
            '~' => {
                !(before.is_none_or(|before| before.is_whitespace() || before == '(')
                    && after.is_some_and(|after| after.is_ascii_digit()))
            }
            '&' => after.is_some_and(|after| after.is_ascii_alphanumeric() || after == '#'),
            '#' => first || place == Place::Heading,
            '>' | '+' | '-' | '=' => first,
            '.' | ')' => only_digits_before && position > 0,
            _ => false,
        };
        if escape {
            out.push('\\');
        }
        only_digits_before &= letter.is_ascii_digit();
        out.push(letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::export::rich::{paragraphs, piece};

    fn paragraph(text: &str) -> String {
        write_blocks(&paragraphs(text).into_iter().map(Block::Paragraph).collect::<Vec<_>>())
    }

    #[test]
    fn what_people_wrote_stays_text() {
        for (written, expected) in [
            ("# big", "\\# big\n"),
            ("- one", "\\- one\n"),
            ("12. March", "12\\. March\n"),
            ("<script>alert(1)</script>", "\\<script>alert(1)\\</script>\n"),
            ("[x](javascript:alert(1))", "\\[x\\](javascript:alert(1))\n"),
            ("![x](y)", "!\\[x\\](y)\n"),
            ("a --> b", "a --> b\n"),
            ("--> b", "\\--> b\n"),
            ("snake_case and _this_", "snake_case and \\_this\\_\n"),
            ("one\ntwo", "one\\\ntwo\n"),
            ("one\n# two", "one\\\n\\# two\n"),
            ("~23:20 and ~~gone~~", "~23:20 and \\~\\~gone\\~\\~\n"),
            ("&lt; & co", "\\&lt; & co\n"),
            ("---", "\\---\n"),
            ("    code", "code\n"),
            ("queue > 40k", "queue > 40k\n"),
            ("see https://example.org/a|b.", "see [https://example.org/a\\|b](https://example.org/a%7Cb).\n"),
            ("see https://example.org/a_b", "see <https://example.org/a_b>\n"),
            ("look!https://example.org/(a)", "look\\![https://example.org/(a)](https://example.org/%28a%29)\n"),
        ] {
            assert_eq!(paragraph(written), expected, "{written}");
        }
    }

    #[test]
    fn a_cell_stays_in_its_cell() {
        let table = Block::Table {
            head: vec!["Time".into(), "Event".into()],
            rows: vec![vec![piece("22:47"), piece("a | b\n\n- c")], vec![vec![], piece("d")]],
        };
        assert_eq!(write_blocks(&[table]), "| Time | Event |\n| --- | --- |\n| 22:47 | a \\| b<br>- c |\n| | d |\n");
    }

    #[test]
    fn yaml_quotes_what_could_be_mistaken() {
        assert_eq!(yaml("INC-482"), "INC-482");
        assert_eq!(yaml("no"), "\"no\"");
        assert_eq!(yaml("482"), "\"482\"");
        assert_eq!(yaml("a: \"b\""), "\"a: \\\"b\\\"\"");
    }
}
