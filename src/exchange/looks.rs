//! What bytes look like: so that "this is no review" can say what it is instead.
//!
//! It looks at the beginning only and believes nothing: a file that looks like ours is read like any other.

use super::envelope::MAGIC;
use super::sealed;

/// What a file looks like from its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Looks {
    /// Nothing in it.
    Empty,
    /// A file of ours.
    Postmortem,
    /// A file of ours that is sealed.
    Sealed,
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
        if bytes.starts_with(sealed::MAGIC) {
            return Looks::Sealed;
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
            Looks::Sealed => "This is sealed and opens only with its key.".to_owned(),
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

/// A picture of a kind that every browser draws: its media type, width and height, from its beginning. `None` for
/// everything else, drawings that can hold scripts among it. Read before a picture is unpacked: a small file can
/// unpack to a very large one.
pub fn picture(bytes: &[u8]) -> Option<(&'static str, u32, u32)> {
    let long = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let short = |at: usize| Some(u32::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
    let three = |at: usize| Some(short(at)? | u32::from(*bytes.get(at + 2)?) << 16);
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some(("image/png", long(16)?, long(20)?));
    }
    if bytes.starts_with(b"GIF8") {
        return Some(("image/gif", short(6)?, short(8)?));
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        let (width, height) = match bytes.get(12..16)? {
            b"VP8 " => (short(26)? & 0x3fff, short(28)? & 0x3fff),
            b"VP8L" => {
                let packed = short(21)? | short(23)? << 16;
                ((packed & 0x3fff) + 1, (packed >> 14 & 0x3fff) + 1)
            }
            b"VP8X" => (three(24)? + 1, three(27)? + 1),
            _ => return None,
        };
        return Some(("image/webp", width, height));
    }
    if bytes.starts_with(b"\xff\xd8\xff") {
        return jpeg(bytes);
    }
    None
}

/// Goes from marker to marker until the one that says the size.
fn jpeg(bytes: &[u8]) -> Option<(&'static str, u32, u32)> {
    let short = |at: usize| Some(u16::from_be_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?));
    let mut at = 2_usize;
    loop {
        while *bytes.get(at)? == 0xff {
            at += 1;
        }
        let marker = *bytes.get(at)?;
        at += 1;
        match marker {
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                let (height, width) = (short(at + 3)?, short(at + 5)?);
                return Some(("image/jpeg", u32::from(width), u32::from(height)));
            }
            0xd9 | 0xda => return None,
            0x01 | 0xd0..=0xd8 => {}
            _ => at = at.checked_add(usize::from(short(at)?))?,
        }
        if *bytes.get(at)? != 0xff {
            return None;
        }
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

    #[test]
    fn a_picture_says_how_large_it_is_before_it_is_unpacked() {
        use super::picture;
        let png = [&b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"[..], &640_u32.to_be_bytes(), &480_u32.to_be_bytes()].concat();
        assert_eq!(picture(&png), Some(("image/png", 640, 480)));
        assert_eq!(picture(b"GIF89a\x80\x02\xe0\x01"), Some(("image/gif", 640, 480)));
        let jpeg = b"\xff\xd8\xff\xe1\0\x06Exif\xff\xff\xc2\0\x11\x08\x01\xe0\x02\x80\x03";
        assert_eq!(picture(jpeg), Some(("image/jpeg", 640, 480)));
        assert_eq!(
            picture(b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x7f\x02\0\xdf\x01\0"),
            Some(("image/webp", 640, 480))
        );
        assert_eq!(picture(b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x7f\xc2\x77\x00"), Some(("image/webp", 640, 480)));
        assert_eq!(
            picture(b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x80\x02\xe0\x01"),
            Some(("image/webp", 640, 480))
        );
        for end in 0..jpeg.len() - 1 {
            assert_eq!(picture(&jpeg[..end]), None, "cut at {end}");
        }
        for odd in [&b"<svg xmlns='x'/>"[..], b"\xff\xd8\xff\xd9\xff\xc0", b"%PDF", b"", b"\xff\xd8\xff\xe0\xff\xff"] {
            assert_eq!(picture(odd), None);
        }
    }
}
