//! A review as one HTML file that needs nothing else: the article, the picture, the evidence, and the review itself
//! inside, as JSON that can be opened again.
//!
//! Promises: it reads without scripts and without a network, and its own policy forbids both; every letter that
//! people wrote is escaped; the data inside are what [`super::json`] writes of the same view, and
//! [`data`] finds them again; the same view gives the same bytes.

use super::html::{escaped, write_blocks_with};
use super::rich::{Block, Inline};
use super::{Pieces, json, story};
use crate::practice::picture::{Paper, Picture, Sketch, Window};
use crate::review::moment::ZoneRules;
use crate::review::{ReviewId, ReviewView};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

const STYLE: &str = include_str!("page.css");
const BEFORE_DATA: &str = "<script type=\"application/json\" id=\"second-story-review\">";
const AFTER_DATA: &str = "</script>";
/// How wide the picture is drawn, in pixels; a narrower page shows it smaller.
const WIDTH: i64 = 804;

/// The file. Pictures among the pieces are drawn in it, logs among them quoted; times stand in the zone.
pub fn write(view: &ReviewView, id: &ReviewId, zone: &str, rules: &dyn ZoneRules, pieces: &Pieces) -> String {
    let blocks = story::story_with(view, zone, rules, pieces);
    let beside = |block: &Block| match block {
        Block::Heading { level: 2, text } if matches!(text.as_slice(), [Inline::Text(text)] if text == "Timeline") => {
            picture(view, zone, rules)
        }
        Block::Figure { hash, media_type, told } => pieces
            .get(hash)
            .map(|bytes| {
                format!(
                    "<figure><img src=\"data:{};base64,{}\" alt=\"{}\"></figure>\n",
                    escaped(media_type),
                    STANDARD.encode(bytes),
                    escaped(told)
                )
            })
            .unwrap_or_default(),
        _ => String::new(),
    };
    let mut out = String::from("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.push_str(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         img-src data:; base-uri 'none'; form-action 'none'\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
    );
    out.push_str(&format!("<title>{}</title>\n", escaped(&story::title_of(view))));
    out.push_str(&format!("<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n<article>\n"));
    out.push_str(&write_blocks_with(&blocks, &beside));
    out.push_str(
        "</article>\n<footer>The whole review is inside this file: open it in Second Story to go on with it.</footer>\n\
         </main>\n",
    );
    // No letter of it can end the element it stands in.
    let carried = json::write_with(view, id, pieces).replace('<', "\\u003c");
    out.push_str(&format!("{BEFORE_DATA}\n{carried}{AFTER_DATA}\n</body>\n</html>\n"));
    out
}

/// The JSON inside such a file; `None` in any other.
pub fn data(file: &[u8]) -> Option<&[u8]> {
    let text = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    if text.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'<') {
        return None;
    }
    let text = std::str::from_utf8(text).ok()?;
    let (_, rest) = text.rsplit_once(BEFORE_DATA)?;
    rest.split_once(AFTER_DATA).map(|(data, _)| data.as_bytes())
}

/// The timeline drawn, as it stands in the article.
fn picture(view: &ReviewView, zone: &str, rules: &dyn ZoneRules) -> String {
    let Some(picture) = Picture::of(view) else { return String::new() };
    let paper = Paper { width: WIDTH, strip: false };
    let sketch = Sketch::of(&picture, Window::whole(picture.axis()), paper, zone, rules);
    let (width, height) = (sketch.width, sketch.height);
    let mut out = format!(
        "<figure><svg role=\"img\" aria-label=\"The timeline, drawn to scale; the table below tells it in words\" \
         viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\n"
    );
    for shape in &sketch.shapes {
        out.push_str(&format!("<path class=\"{}\" d=\"{}\"/>\n", escaped(shape.class), escaped(&shape.path)));
    }
    for words in &sketch.words {
        out.push_str(&format!(
            "<text class=\"{}\" x=\"{}\" y=\"{}\">{}</text>\n",
            escaped(words.class),
            words.x,
            words.y,
            escaped(&words.text)
        ));
    }
    out.push_str("</svg></figure>\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::moment::UtcOnly;

    #[test]
    fn other_pages_hold_no_review() {
        assert_eq!(data(b"<!doctype html><p>hello"), None);
        assert_eq!(data(b"{}"), None);
        let empty = write(&ReviewView::default(), &ReviewId::new("abc"), "UTC", &UtcOnly, &Pieces::new());
        assert!(data(empty.as_bytes()).is_some_and(|json| json.starts_with(b"\n{")));
    }
}
