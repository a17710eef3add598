//! The tree as HTML, for the clipboard's rich text and for a file. It never goes into the page.
//!
//! Promises: every letter that people wrote is escaped; people's words are in no attribute but `href`, and that
//! holds an [`super::rich::Address`].

use super::rich::{Block, Inline};

/// Blocks as HTML.
pub fn write_blocks(blocks: &[Block]) -> String {
    write_blocks_with(blocks, &|_| String::new())
}

/// The same, each block followed by the HTML that `beside` says: pictures, which blocks only name.
pub(super) fn write_blocks_with(blocks: &[Block], beside: &dyn Fn(&Block) -> String) -> String {
    let mut out = String::new();
    for block in blocks {
        match block {
            Block::Quote(text) => out.push_str(&format!("<pre>{}</pre>\n", escaped(text))),
            Block::Figure { .. } => {}
            Block::Heading { level, text } => {
                let level = (*level).clamp(1, 6);
                out.push_str(&format!("<h{level}>{}</h{level}>\n", line(text)));
            }
            Block::Paragraph(text) => out.push_str(&format!("<p>{}</p>\n", line(text))),
            Block::List(rows) => {
                out.push_str("<ul>\n");
                for row in rows {
                    out.push_str(&format!("<li>{}</li>\n", line(row)));
                }
                out.push_str("</ul>\n");
            }
            Block::Table { head, rows } => {
                out.push_str("<table>\n<thead><tr>");
                for name in head {
                    out.push_str(&format!("<th scope=\"col\">{}</th>", escaped(name)));
                }
                out.push_str("</tr></thead>\n<tbody>\n");
                for row in rows {
                    out.push_str("<tr>");
                    for cell in row {
                        out.push_str(&format!("<td>{}</td>", line(cell)));
                    }
                    out.push_str("</tr>\n");
                }
                out.push_str("</tbody>\n</table>\n");
            }
        }
        out.push_str(&beside(block));
    }
    out
}

fn line(inlines: &[Inline]) -> String {
    inlines
        .iter()
        .map(|inline| match inline {
            Inline::Text(text) => escaped(text),
            Inline::Break => "<br>".to_owned(),
            Inline::Strong(text) => format!("<strong>{}</strong>", escaped(text)),
            Inline::Emphasis(text) => format!("<em>{}</em>", escaped(text)),
            Inline::Link { to, text } => format!("<a href=\"{}\">{}</a>", escaped(to.as_str()), escaped(text)),
            Inline::Item(_) => String::new(),
        })
        .collect()
}

/// Text as it may stand anywhere in HTML, attributes too.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::export::rich::piece;

    #[test]
    fn what_people_wrote_stays_text() {
        let html =
            write_blocks(&[Block::Paragraph(piece("<img src=x onerror=alert(1)> & https://example.org/?a='b'&c"))]);
        assert_eq!(
            html,
            "<p>&lt;img src=x onerror=alert(1)&gt; &amp; <a href=\"https://example.org/?a=%27b%27&amp;c\">https://example.org/?a=&#39;b&#39;&amp;c</a></p>\n"
        );
    }
}
