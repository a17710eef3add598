//! Evidence: pictures and logs that a line of the timeline rests on.
//!
//! A piece of evidence is an item that names its bytes by their SHA-256; the bytes are stored beside the document and
//! travel beside it. Promises: nothing here reads bytes; what two people attach apart stands side by side; the same
//! bytes attached twice are counted, stored and sent once; a piece whose hash cannot be one is passed over.

use crate::review::field::item as fields;
use crate::review::{Intent, Item, ItemId, NewItem, PersonId, ReviewView, Scalar, TextField, kind};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Bytes that all evidence of a review may have together.
pub const BUDGET: u64 = 40_000_000;

/// Bytes that one piece may have, once a picture has been made smaller.
pub const LARGEST_PIECE: u64 = 8_000_000;

/// Bytes that a log may have: an excerpt, not an archive.
pub const LARGEST_LOG: u64 = 1_000_000;

/// How a piece is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// A picture that browsers draw and that runs nothing.
    Picture,
    /// Text, quoted as it is.
    Log,
    /// Something else: it is named and given out, never opened.
    Other,
}

/// A piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Piece {
    /// Its item.
    pub item: ItemId,
    /// The line it is for; `None` where it is for the whole.
    pub line: Option<ItemId>,
    /// SHA-256 of its bytes, lowercase hex.
    pub hash: String,
    /// Its media type, as whoever attached it says.
    pub media_type: String,
    /// What it is called.
    pub name: String,
    /// What it shows, in somebody's words; empty where nobody said.
    pub caption: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// Of a picture: width and height in pixels.
    pub pixels: Option<(u32, u32)>,
}

impl Piece {
    /// A piece from its item; `None` where it is none.
    pub fn of(item: &Item) -> Option<Piece> {
        if item.kind() != kind::EVIDENCE {
            return None;
        }
        let hash = item.field(fields::SHA256).text();
        let is_hash = hash.len() == 64 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let number = |key: &str| item.field(key).first().as_int();
        let side = |key: &str| {
            number(key).and_then(|side| u32::try_from(side).ok()).filter(|side| (1..=20_000).contains(side))
        };
        is_hash.then(|| Piece {
            item: item.id().clone(),
            line: item.field(fields::ABOUT).first().as_str().map(ItemId::new),
            hash: hash.to_owned(),
            media_type: item.field(fields::MEDIA_TYPE).text().to_owned(),
            name: item.field(fields::NAME).text().trim().to_owned(),
            caption: item.body().trim().to_owned(),
            bytes: number(fields::BYTES).and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or(0),
            pixels: side(fields::WIDTH).zip(side(fields::HEIGHT)),
        })
    }

    /// How it is shown. A drawing that can hold scripts (SVG) is no picture here.
    pub fn form(&self) -> Form {
        match self.media_type.as_str() {
            "image/png" | "image/jpeg" | "image/webp" | "image/gif" | "image/avif" => Form::Picture,
            "text/plain" => Form::Log,
            _ => Form::Other,
        }
    }

    /// What it is called: its name, or what it is.
    pub fn called(&self) -> &str {
        match self.form() {
            _ if !self.name.is_empty() => &self.name,
            Form::Picture => "Picture",
            Form::Log => "Log",
            Form::Other => "File",
        }
    }

    /// What somebody who cannot see it is told: what it shows, else what it is called.
    pub fn told(&self) -> &str {
        if self.caption.is_empty() { self.called() } else { &self.caption }
    }

    /// “picture, 1.2 MB”.
    pub fn kind_and_size(&self) -> String {
        let form = match self.form() {
            Form::Picture => "picture",
            Form::Log => "log",
            Form::Other => "file",
        };
        format!("{form}, {}", size(self.bytes))
    }
}

/// Every piece that stands, in the order in which it was attached.
pub fn all(view: &ReviewView) -> Vec<Piece> {
    view.of_kind(kind::EVIDENCE).filter(|item| view.stands(item)).filter_map(|item| Piece::of(item)).collect()
}

/// The pieces of each line that has some.
pub fn by_line(view: &ReviewView) -> BTreeMap<ItemId, Vec<Piece>> {
    let mut lines: BTreeMap<ItemId, Vec<Piece>> = BTreeMap::new();
    for piece in all(view) {
        if let Some(line) = piece.line.clone() {
            lines.entry(line).or_default().push(piece);
        }
    }
    lines
}

/// What all evidence of a review comes to, each hash once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// How many pieces.
    pub pieces: usize,
    /// How many bytes.
    pub bytes: u64,
}

impl Cost {
    /// What these pieces come to.
    pub fn of<'a>(pieces: impl IntoIterator<Item = &'a Piece>) -> Cost {
        let mut seen = BTreeSet::new();
        let mut cost = Cost::default();
        for piece in pieces {
            if seen.insert(&piece.hash) {
                cost.pieces += 1;
                cost.bytes = cost.bytes.saturating_add(piece.bytes);
            }
        }
        cost
    }

    /// Bytes that may still be attached.
    pub fn left(self) -> u64 {
        BUDGET.saturating_sub(self.bytes)
    }
}

/// Why something is not attached.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It alone is too large.
    #[error("“{name}” ({}) is larger than the {} that a piece like it may have.", size(*.bytes), size(*.limit))]
    TooLarge {
        /// What it is called.
        name: String,
        /// Bytes it has.
        bytes: u64,
        /// Bytes it may have.
        limit: u64,
    },
    /// With all the others it is too much.
    #[error(
        "“{name}” has {}, and {} are left of the {} that all evidence of a review may have. Remove a piece first, or link to it.",
        size(*.bytes), size(*.left), size(BUDGET)
    )]
    NoRoom {
        /// What it is called.
        name: String,
        /// Bytes it has.
        bytes: u64,
        /// Bytes that are left.
        left: u64,
    },
    /// It is not of a kind that can be shown.
    #[error(
        "“{name}” is neither a picture nor text, so it would not be readable in fourteen months. Link to it instead."
    )]
    OfNoUse {
        /// What it is called.
        name: String,
    },
    /// It has no bytes.
    #[error("“{name}” is empty.")]
    Empty {
        /// What it is called.
        name: String,
    },
}

/// What somebody wants to attach: ready to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// What it is called.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// SHA-256 of these, lowercase hex.
    pub hash: String,
    /// Of a picture: width and height in pixels.
    pub pixels: Option<(u32, u32)>,
}

impl Prepared {
    /// Whether it may be attached to the review as it stands.
    ///
    /// # Errors
    /// Why not.
    pub fn fits(&self, view: &ReviewView) -> Result<(), Refused> {
        let bytes = u64::try_from(self.bytes.len()).unwrap_or(u64::MAX);
        let limit = if self.pixels.is_some() { LARGEST_PIECE } else { LARGEST_LOG };
        let name = self.name.clone();
        if bytes == 0 {
            return Err(Refused::Empty { name });
        }
        if bytes > limit {
            return Err(Refused::TooLarge { name, bytes, limit });
        }
        let pieces = all(view);
        let left = Cost::of(&pieces).left();
        if bytes > left && !pieces.iter().any(|piece| piece.hash == self.hash) {
            return Err(Refused::NoRoom { name, bytes, left });
        }
        Ok(())
    }

    /// The intent that attaches it to a line. `place` keeps the order of what is attached at once.
    pub fn attached(&self, id: ItemId, line: &ItemId, by: &PersonId, now_ms: i64, place: usize) -> Intent {
        let number = |value: usize| Scalar::Int(i64::try_from(value).unwrap_or(i64::MAX));
        let mut new = NewItem::new(id, kind::EVIDENCE, "", by, now_ms)
            .with(fields::ABOUT, Scalar::text(line.as_str()))
            .with(fields::SHA256, Scalar::text(&self.hash))
            .with(fields::MEDIA_TYPE, Scalar::text(&self.media_type))
            .with(fields::NAME, Scalar::text(&self.name))
            .with(fields::BYTES, number(self.bytes.len()))
            .with(fields::RANK, Scalar::text(format!("{now_ms:015}{place:03}")));
        if let Some((width, height)) = self.pixels {
            new = new
                .with(fields::WIDTH, Scalar::Int(i64::from(width)))
                .with(fields::HEIGHT, Scalar::Int(i64::from(height)));
        }
        Intent::AddItem(new)
    }
}

/// Says what a piece shows.
pub fn say(view: &ReviewView, item: &ItemId, caption: &str) -> Option<Intent> {
    let old = view.item(item)?.body();
    Intent::rewrite(TextField::Body(item.clone()), old, caption.trim())
}

/// `1.2 MB`, `340 KB`, `900 bytes`: bytes as people say them, in powers of ten.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..999_500 => format!("{} KB", bytes.saturating_add(500) / 1_000),
        _ => {
            let tenths = bytes.saturating_add(50_000) / 100_000;
            if tenths.is_multiple_of(10) {
                format!("{} MB", tenths / 10)
            } else {
                format!("{}.{} MB", tenths / 10, tenths % 10)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::{EntryKind, Moment};

    fn prepared(letter: char, bytes: usize) -> Prepared {
        Prepared {
            name: format!("{letter}.png"),
            media_type: "image/png".to_owned(),
            bytes: vec![0; bytes].into(),
            hash: letter.to_string().repeat(64),
            pixels: Some((640, 480)),
        }
    }

    fn line(id: &str) -> Intent {
        Intent::AddItem(NewItem::entry(
            ItemId::new(id),
            EntryKind::Note,
            &Moment::unknown(),
            "x",
            &PersonId::new("p"),
            0,
        ))
    }

    fn with(view: &ReviewView, what: &Prepared, id: &str, to: &str, now_ms: i64) -> ReviewView {
        view.act(&[what.attached(ItemId::new(id), &ItemId::new(to), &PersonId::new("p"), now_ms, 0)]).view
    }

    #[test]
    fn pieces_stand_with_their_line_in_the_order_they_came() {
        let view = ReviewView::default().act(&[line("one"), line("two")]).view;
        let view = with(&view, &prepared('b', 10), "z", "one", 1);
        let view = with(&view, &prepared('a', 20), "a", "one", 2);
        let lines = by_line(&view);
        let names: Vec<&str> = lines[&ItemId::new("one")].iter().map(Piece::called).collect();
        assert_eq!(names, ["b.png", "a.png"]);
        assert!(!lines.contains_key(&ItemId::new("two")));
        let gone = view.act(&[Intent::remove(&ItemId::new("one"), 9)]).view;
        assert!(all(&gone).is_empty(), "with its line");
        let back = gone.act(&[Intent::restore(&ItemId::new("one"))]).view;
        assert_eq!(all(&back).len(), 2);
    }

    #[test]
    fn the_same_bytes_count_once_and_the_budget_is_kept() {
        let view = ReviewView::default().act(&[line("one"), line("two")]).view;
        let large = prepared('a', 7_999_999);
        let view = with(&view, &large, "1", "one", 1);
        let view = with(&view, &large, "2", "two", 2);
        assert_eq!(Cost::of(&all(&view)), Cost { pieces: 1, bytes: 7_999_999 });
        let mut full = view;
        for letter in "bcde".chars() {
            full = with(&full, &prepared(letter, 7_999_999), &letter.to_string(), "one", 3);
        }
        assert_eq!(prepared('f', 5).fits(&full), Ok(()));
        let why = prepared('f', 6).fits(&full).unwrap_err().to_string();
        assert_eq!(
            why,
            "“f.png” has 6 bytes, and 5 bytes are left of the 40 MB that all evidence of a review may have. Remove a piece first, or link to it."
        );
        assert_eq!(large.fits(&full), Ok(()), "it is there already");
        let why = prepared('f', 8_000_001).fits(&ReviewView::default()).unwrap_err().to_string();
        assert_eq!(why, "“f.png” (8 MB) is larger than the 8 MB that a piece like it may have.");
    }

    #[test]
    fn what_cannot_be_a_piece_is_passed_over() {
        let odd = |hash: &str| {
            let new = NewItem::new(ItemId::new("x"), kind::EVIDENCE, "", &PersonId::new("p"), 0)
                .with(fields::SHA256, Scalar::text(hash));
            ReviewView::default().act(&[Intent::AddItem(new)]).view
        };
        for hash in ["", "abc", &"A".repeat(64), &"é".repeat(32), &"../".repeat(22)] {
            assert!(all(&odd(hash)).is_empty(), "{hash}");
        }
        assert_eq!(all(&odd(&"0".repeat(64))).len(), 1);
        let drawing = Piece { media_type: "image/svg+xml".to_owned(), ..all(&odd(&"0".repeat(64))).remove(0) };
        assert_eq!(drawing.form(), Form::Other);
    }

    #[test]
    fn sizes_are_said_as_people_say_them() {
        let said = [0, 999, 1_000, 1_499, 999_499, 999_500, 1_048_576, 40_000_000].map(size);
        assert_eq!(said, ["0 bytes", "999 bytes", "1 KB", "1 KB", "999 KB", "1 MB", "1 MB", "40 MB"]);
    }
}
