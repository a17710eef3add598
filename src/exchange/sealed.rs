//! The sealed file: a `.postmortem` file that opens only with a key, or with a passphrase from which one is made.
//! `docs/format/sealed.md` says it byte by byte.
//!
//! Promises: everything before the ciphertext is authenticated with it, so that nothing of it can be altered or
//! exchanged, the name it was published under included; one that was cut off, altered or put in another's place is
//! told apart from a key that does not fit; nothing is allocated for a length before it was compared with what is
//! there. It encrypts nothing itself: whoever holds the key does ([`Head::bytes`] is what is authenticated).

use super::bytes::{Reader, Writer};
use super::limits::{Limits, size};
use super::looks::Looks;

/// How every sealed file begins: as a file does, by one letter another.
pub const MAGIC: &[u8] = b"\x89PMS\r\n\x1a\n";

/// The version this app writes, and the newest it reads.
pub const VERSION: u16 = 1;

/// Bytes of a key: AES-256.
pub const KEY_BYTES: usize = 32;

/// Bytes that the cipher puts behind what it encrypts, by which an alteration is noticed.
pub const TAG_BYTES: usize = 16;

/// How often a passphrase is stirred (PBKDF2-HMAC-SHA-256) before it is a key.
pub const ITERATIONS: u32 = 600_000;

/// The most that is stirred for a file from outside, which says itself how often.
const MOST_ITERATIONS: u32 = 10_000_000;

/// Characters of the longest name.
pub const LONGEST_NAME: usize = 64;

/// What opens it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// A random key, which travels elsewhere.
    Key,
    /// A passphrase.
    Passphrase {
        /// Makes the key another one for each file.
        salt: [u8; 16],
        /// How often it is stirred.
        iterations: u32,
    },
}

/// What somebody has to open it with, or to seal with.
#[derive(Clone, Copy)]
pub enum Secret<'a> {
    /// A key.
    Key(&'a [u8; KEY_BYTES]),
    /// A passphrase, see [`passphrase`].
    Passphrase(&'a str),
}

/// What stands before the ciphertext.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// What opens it.
    pub lock: Lock,
    /// The name it is published under; empty where it is not.
    pub name: String,
    /// Random, never used twice with a key.
    pub iv: [u8; 12],
}

/// A sealed file that arrived whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed<'a> {
    /// What stands before the ciphertext.
    pub head: Head,
    /// The bytes of that: authenticated with the ciphertext.
    pub authenticated: &'a [u8],
    /// The ciphertext, its tag at the end.
    pub ciphertext: &'a [u8],
}

/// Why a sealed file cannot be opened, or one cannot be made. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealedError {
    /// Something else.
    #[error("{} It is not a sealed review.", .0.sentence())]
    SomethingElse(Looks),
    /// It ends too early.
    #[error("This sealed review is cut off: {have} of {need} arrived. Ask for it again.", have = size(*.have), need = size(*.need))]
    Truncated {
        /// Bytes that are there.
        have: usize,
        /// Bytes there should be.
        need: usize,
    },
    /// It ends before it says how long it is.
    #[error("This sealed review is cut off at its beginning. Ask for it again.")]
    TruncatedEarly,
    /// Its checksum differs.
    #[error("This sealed review was altered on its way: its bytes are not those that were sealed. Ask for it again.")]
    Altered,
    /// A later version made it, or it was altered.
    #[error(
        "This was sealed by a newer version of Second Story, or altered on its way. Reload the page to get the new version, then open it again."
    )]
    NewerVersion,
    /// Beyond what is read.
    #[error("This sealed review has {}, more than the {} that one may have. It was not opened.", size(*.have), size(*.limit))]
    TooLarge {
        /// Bytes.
        have: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// Making its key would take for ever.
    #[error("Making the key of this from a passphrase would take too long, so it was not tried.")]
    TooCostly,
    /// What lies there was sealed for another place.
    #[error(
        "What lies under “{asked}” was sealed to lie under “{found}”: somebody has put one draft in the place of another. It was not opened. Ask whoever published it."
    )]
    Swapped {
        /// The name it was fetched by.
        asked: String,
        /// The name it was sealed for.
        found: String,
    },
    /// The key does not open it.
    #[error(
        "The key in this link does not open what lies there: it was sealed with another key since, or altered by somebody. Ask whoever published it for the link of today."
    )]
    WrongKey,
    /// The passphrase does not open it.
    #[error(
        "This passphrase does not open it. Capital letters, spaces and accents count. Nothing was changed; try again."
    )]
    WrongPassphrase,
    /// It needs a key, and there is none.
    #[error(
        "This was sealed with a key, and the key is in the link to it. Ask whoever published it for that link, and open that."
    )]
    NeedsKey,
    /// The browser does not encrypt on this page.
    #[error(
        "The browser neither seals nor opens sealed reviews on this page, because its address is not a secure one. Open the app over https."
    )]
    NoEncryption,
}

/// A passphrase as it counts: without white space around it. Empty where there is none.
pub fn passphrase(typed: &str) -> &str {
    typed.trim()
}

impl Head {
    /// Its bytes, for contents of so many bytes: what is authenticated with them, and what stands before them.
    pub fn bytes(&self, contents: usize) -> Vec<u8> {
        let mut out = Writer::default();
        out.raw(MAGIC);
        out.raw(&VERSION.to_le_bytes());
        match self.lock {
            Lock::Key => out.byte(0),
            Lock::Passphrase { salt, iterations } => {
                out.byte(1);
                out.raw(&salt);
                out.raw(&iterations.to_le_bytes());
            }
        }
        out.text(&self.name);
        out.raw(&self.iv);
        let length = contents.saturating_add(TAG_BYTES);
        out.raw(&u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
        out.done()
    }
}

/// The whole file, from the bytes of its head and the ciphertext.
pub fn join(head: &[u8], ciphertext: &[u8]) -> Vec<u8> {
    let mut out = [head, ciphertext].concat();
    out.extend(checksum(&out).to_le_bytes());
    out
}

impl<'a> Sealed<'a> {
    /// Reads a sealed file as far as that goes without its key.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(bytes: &'a [u8], limits: &Limits) -> Result<Self, SealedError> {
        if bytes.len() > limits.file {
            return Err(SealedError::TooLarge { have: bytes.len(), limit: limits.file });
        }
        let mut reader = Reader::new(bytes);
        if reader.raw(MAGIC.len()) != Some(MAGIC) {
            let cut = !bytes.is_empty() && MAGIC.starts_with(bytes);
            return Err(if cut { SealedError::TruncatedEarly } else { SealedError::SomethingElse(Looks::of(bytes)) });
        }
        let version = u16::from_le_bytes(reader.array().ok_or(SealedError::TruncatedEarly)?);
        if version != VERSION {
            return Err(if version > VERSION { SealedError::NewerVersion } else { SealedError::Altered });
        }
        let lock = match reader.byte().ok_or(SealedError::TruncatedEarly)? {
            0 => Lock::Key,
            1 => Lock::Passphrase {
                salt: reader.array().ok_or(SealedError::TruncatedEarly)?,
                iterations: u32::from_le_bytes(reader.array().ok_or(SealedError::TruncatedEarly)?),
            },
            _ => return Err(SealedError::NewerVersion),
        };
        let length = reader.byte().ok_or(SealedError::TruncatedEarly)?;
        if usize::from(length) > LONGEST_NAME {
            return Err(SealedError::Altered);
        }
        let name = reader.raw(usize::from(length)).ok_or(SealedError::TruncatedEarly)?;
        let name = std::str::from_utf8(name).map_err(|_| SealedError::Altered)?.to_owned();
        let iv = reader.array().ok_or(SealedError::TruncatedEarly)?;
        let length = u32::from_le_bytes(reader.array().ok_or(SealedError::TruncatedEarly)?);
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let (authenticated, rest) =
            bytes.split_at_checked(bytes.len() - reader.rest().len()).ok_or(SealedError::TruncatedEarly)?;
        let need = authenticated.len().saturating_add(length).saturating_add(4);
        let ciphertext = reader.raw(length);
        let (Some(ciphertext), Some(sum)) = (ciphertext, reader.array()) else {
            return Err(SealedError::Truncated { have: bytes.len(), need });
        };
        let sealed = bytes.get(..authenticated.len() + ciphertext.len()).unwrap_or(rest);
        // Mail and editors add a line end; that harms nothing.
        let padded = reader.rest().iter().all(u8::is_ascii_whitespace);
        if u32::from_le_bytes(sum) != checksum(sealed) || !padded || length < TAG_BYTES {
            return Err(SealedError::Altered);
        }
        if matches!(lock, Lock::Passphrase { iterations, .. } if iterations == 0 || iterations > MOST_ITERATIONS) {
            return Err(SealedError::TooCostly);
        }
        Ok(Sealed { head: Head { lock, name, iv }, authenticated, ciphertext })
    }

    /// Whether it was sealed to lie under this name.
    ///
    /// # Errors
    /// Where it was sealed for another place.
    pub fn lies_under(&self, name: &str) -> Result<(), SealedError> {
        if self.head.name == name {
            return Ok(());
        }
        Err(SealedError::Swapped { asked: name.to_owned(), found: self.head.name.clone() })
    }
}

fn checksum(bytes: &[u8]) -> u32 {
    let mut hasher = flate2::Crc::new();
    hasher.update(bytes);
    hasher.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(lock: Lock) -> Head {
        Head { lock, name: "the-queue".to_owned(), iv: [7; 12] }
    }

    const PASSPHRASE: Lock = Lock::Passphrase { salt: [9; 16], iterations: ITERATIONS };

    #[test]
    fn what_was_sealed_is_read_back() {
        for lock in [Lock::Key, PASSPHRASE] {
            let head = head(lock);
            let ciphertext = [5; 60];
            let bytes = join(&head.bytes(44), &ciphertext);
            let sealed = Sealed::read(&bytes, &Limits::default()).unwrap();
            assert_eq!(sealed.head, head);
            assert_eq!(sealed.ciphertext, ciphertext);
            assert_eq!(sealed.authenticated, head.bytes(44));
            assert_eq!(sealed.lies_under("the-queue"), Ok(()));
            let with_line_end = [&bytes[..], b"\r\n"].concat();
            assert_eq!(Sealed::read(&with_line_end, &Limits::default()).unwrap(), sealed);
        }
    }

    #[test]
    fn where_it_was_cut_off_is_told_apart_from_where_it_was_altered() {
        let bytes = join(&head(PASSPHRASE).bytes(44), &[5; 60]);
        for end in 0..bytes.len() {
            let error = Sealed::read(&bytes[..end], &Limits::default()).unwrap_err();
            match error {
                SealedError::Truncated { have, need } => assert_eq!((have, need), (end, bytes.len())),
                SealedError::TruncatedEarly => {}
                SealedError::SomethingElse(_) => assert_eq!(end, 0),
                other => panic!("cut at {end}: {other}"),
            }
        }
        for place in 0..bytes.len() {
            for bit in 0..8 {
                let mut altered = bytes.clone();
                altered[place] ^= 1 << bit;
                assert!(Sealed::read(&altered, &Limits::default()).is_err(), "bit {bit} of byte {place}");
            }
        }
        let longer = [&bytes[..], b"x"].concat();
        assert_eq!(Sealed::read(&longer, &Limits::default()), Err(SealedError::Altered));
    }

    #[test]
    fn limits_are_kept() {
        let bytes = join(&head(Lock::Key).bytes(44), &[5; 60]);
        let limits = Limits { file: 50, ..Limits::default() };
        assert_eq!(Sealed::read(&bytes, &limits), Err(SealedError::TooLarge { have: bytes.len(), limit: 50 }));
        for iterations in [0, MOST_ITERATIONS + 1] {
            let bytes = join(&head(Lock::Passphrase { salt: [9; 16], iterations }).bytes(44), &[5; 60]);
            assert_eq!(Sealed::read(&bytes, &Limits::default()), Err(SealedError::TooCostly));
        }
        let without_tag = join(&head(Lock::Key).bytes(0)[..], &[]);
        assert!(Sealed::read(&without_tag, &Limits::default()).is_err());
    }

    #[test]
    fn one_draft_in_the_place_of_another_is_called_that() {
        let bytes = join(&head(Lock::Key).bytes(44), &[5; 60]);
        let sealed = Sealed::read(&bytes, &Limits::default()).unwrap();
        let why = sealed.lies_under("the-worker").unwrap_err().to_string();
        assert!(why.contains("“the-worker”") && why.contains("“the-queue”"), "{why}");
    }
}
