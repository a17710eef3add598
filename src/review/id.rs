//! Names of things: short random strings, made by whoever creates the thing.
//!
//! An id says nothing about who made it or when. Equal ids mean the same thing on every device.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// Longest id that is accepted from outside, in bytes.
pub const LONGEST_ID: usize = 64;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Wraps a string that is already an id.
            pub fn new(text: impl AsRef<str>) -> Self {
                Self(Arc::from(text.as_ref()))
            }

            /// An id from random bytes: lower-case base 32 without padding.
            pub fn from_bytes(bytes: &[u8]) -> Self {
                Self(Arc::from(base32(bytes).as_str()))
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(
    /// One item of a review: an entry, an impact, a factor, …
    ItemId
);
id!(
    /// Somebody who writes in a review. Random for each review and browser; no account stands behind it.
    PersonId
);
id!(
    /// The public id of a review, safe to print: it names the review and opens nothing.
    ReviewId
);

/// Lower-case base 32 (RFC 4648 alphabet, no padding), which survives being read aloud and typed again.
pub fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut out = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let mut held: u32 = 0;
    let mut bits: u32 = 0;
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            push(&mut out, ALPHABET, held >> bits);
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        push(&mut out, ALPHABET, held << (5 - bits));
    }
    out
}

fn push(out: &mut String, alphabet: &[u8; 32], index: u32) {
    let index = usize::try_from(index & 31).unwrap_or(0);
    if let Some(letter) = alphabet.get(index) {
        out.push(char::from(*letter));
    }
}

#[cfg(test)]
mod tests {
    use super::base32;

    #[test]
    fn base_32_gives_the_published_vectors() {
        assert_eq!(base32(b""), "");
        assert_eq!(base32(b"f"), "my");
        assert_eq!(base32(b"foobar"), "mzxw6ytboi");
    }
}
