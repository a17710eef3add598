//! What bytes look like: so that "this is no review" can say what it is instead.
//!
//! It looks at the beginning only and believes nothing: a file that looks like ours is read like any other.

use super::envelope::MAGIC;

/// What a file looks like from its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Looks {
    /// Nothing in it.
    Empty,
    /// A file of ours.
    Postmortem,
    /// A document without a file around it, as other tools for the same documents write it.
    Document,
    /// JSON: perhaps an exported review.
    Json,
    /// A page of the web.
    Page,
    /// Text: perhaps a chat, a log, a link.
    Text,
    /// Something else, with a name.
    Other(&'static str),
    /// Something else that nothing is known of.
    Unknown,
}

/// Beginnings that say what a file is.
const BEGINNINGS: &[(&[u8], &str)] = &[
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive, or an office document"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\xfd7zXZ", "an XZ archive"),
    (b"\xd0\xcf\x11\xe0", "an older office document"),
    (b"OggS", "a sound or a film"),
    (b"ID3", "a sound"),
    (b"fLaC", "a sound"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\0asm", "a program"),
    (b"SQLite format 3", "a database"),
    (b"wOF2", "a font"),
];

impl Looks {
    /// What bytes look like.
    pub fn of(bytes: &[u8]) -> Looks {
        if bytes.is_empty() {
            return Looks::Empty;
        }
        if bytes.starts_with(MAGIC) {
            return Looks::Postmortem;
        }
        if bytes.starts_with(&[0x85, 0x6f, 0x4a, 0x83]) {
            return Looks::Document;
        }
        if bytes.starts_with(b"RIFF") {
            return Looks::Other(match bytes.get(8..12) {
                Some(b"WEBP") => "a WebP picture",
                Some(b"WAVE") => "a sound",
                _ => "a sound or a film",
            });
        }
        if bytes.get(4..8) == Some(b"ftyp") {
            return Looks::Other("a film or a picture");
        }
        for (beginning, name) in BEGINNINGS {
            if bytes.starts_with(beginning) {
                return Looks::Other(name);
            }
        }
        text(bytes)
    }

    /// "This is a PNG picture." and the like.
    pub fn sentence(self) -> String {
        match self {
            Looks::Empty => "This file is empty.".to_owned(),
            Looks::Postmortem => "This is a review.".to_owned(),
            Looks::Document => "This is a document without a file around it.".to_owned(),
            Looks::Json => "This is JSON.".to_owned(),
            Looks::Page => "This is a web page.".to_owned(),
            Looks::Text => "This is text.".to_owned(),
            Looks::Other(name) => format!("This is {name}."),
            Looks::Unknown => "This is a file of another kind.".to_owned(),
        }
    }
}

fn text(bytes: &[u8]) -> Looks {
    let beginning = bytes.get(..4096).unwrap_or(bytes);
    let readable = match std::str::from_utf8(beginning) {
        Ok(text) => text,
        // A letter may be cut in two at the end of what is looked at.
        Err(error) if bytes.len() > 4096 && error.valid_up_to() + 4 > beginning.len() => {
            beginning.get(..error.valid_up_to()).and_then(|part| std::str::from_utf8(part).ok()).unwrap_or("")
        }
        Err(_) => return Looks::Unknown,
    };
    if readable.chars().any(|letter| letter.is_control() && !letter.is_whitespace()) {
        return Looks::Unknown;
    }
    let start = readable.trim_start_matches('\u{feff}').trim_start();
    let lower: String = start.chars().take(15).collect::<String>().to_lowercase();
    if start.starts_with('{') || start.starts_with('[') && start.trim_start_matches(['[', ' ', '\n']).starts_with('{') {
        Looks::Json
    } else if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
        Looks::Page
    } else {
        Looks::Text
    }
}

#[cfg(test)]
mod tests {
    use super::Looks;

    #[test]
    fn a_file_of_something_else_is_called_what_it_is() {
        assert_eq!(Looks::of(b"\x89PNG\r\n\x1a\nrest").sentence(), "This is a PNG picture.");
        assert_eq!(Looks::of(b"%PDF-1.7").sentence(), "This is a PDF document.");
        assert_eq!(Looks::of(b""), Looks::Empty);
        assert_eq!(Looks::of(b"  {\"schema\": 1}"), Looks::Json);
        assert_eq!(Looks::of(b"[14:05] queue is full"), Looks::Text);
        assert_eq!(Looks::of(b"<!DOCTYPE html><p>"), Looks::Page);
        assert_eq!(Looks::of(&[0, 1, 2, 3, 255]), Looks::Unknown);
    }

    #[test]
    fn text_whose_last_letter_is_cut_where_looking_stops_is_still_text() {
        let long = "é".repeat(5_000);
        assert_eq!(Looks::of(format!("x{long}").as_bytes()), Looks::Text);
    }
}
