//! How much may come from outside. Everything from outside is measured against these before it is unpacked.

use crate::document;

/// The caps. The defaults are far beyond what people write and well within what a tab can bear.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of a file.
    pub file: usize,
    /// Sections of a file.
    pub sections: usize,
    /// Characters of a pasted text in which links are looked for.
    pub text: usize,
    /// Links in a pasted text.
    pub links: usize,
    /// Characters of a link.
    pub link: usize,
    /// Bytes of a link's contents once unpacked.
    pub inflated: usize,
    /// Bytes of JSON.
    pub json: usize,
    /// What a document may hold.
    pub document: document::Limits,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            file: 64_000_000,
            sections: 10_000,
            text: 8 << 20,
            links: 1_000,
            link: 4 << 20,
            inflated: 16 << 20,
            json: 32 << 20,
            document: document::Limits::default(),
        }
    }
}

/// `64 MB`, `900 bytes`: a number of bytes as people say it.
pub(super) fn size(bytes: usize) -> String {
    match bytes {
        0..10_000 => format!("{bytes} bytes"),
        10_000..1_000_000 => format!("{} KB", bytes / 1000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}
