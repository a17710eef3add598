//! The words in which the rest of the store speaks of a disk: writes, durability, errors.
//!
//! A batch of [`Write`]s is one transaction: all of it or nothing. The IndexedDB adapter and the simulated disk
//! of the tests both answer to these types and to nothing else.

use thiserror::Error;

use super::keys::{Key, Store};

/// A stored value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Bytes(Vec<u8>),
    Text(String),
}

impl Value {
    /// The bytes, when it is bytes.
    pub fn into_bytes(self) -> Option<Vec<u8>> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            Self::Text(_) => None,
        }
    }

    /// The text, when it is text.
    pub fn into_text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Bytes(_) => None,
        }
    }

    /// Its length in bytes.
    pub fn size(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len(),
            Self::Text(text) => text.len(),
        }
    }
}

/// One step of a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Write {
    Put { store: Store, key: Key, value: Value },
    Delete { store: Store, key: Key },
}

impl Write {
    /// Puts bytes.
    pub fn put_bytes(store: Store, key: Key, bytes: Vec<u8>) -> Self {
        Self::Put { store, key, value: Value::Bytes(bytes) }
    }

    /// Puts text.
    pub fn put_text(store: Store, key: Key, text: String) -> Self {
        Self::Put { store, key, value: Value::Text(text) }
    }

    /// Deletes what stands at the key, if anything.
    pub fn delete(store: Store, key: Key) -> Self {
        Self::Delete { store, key }
    }

    /// The store it touches.
    pub fn store(&self) -> Store {
        match self {
            Self::Put { store, .. } | Self::Delete { store, .. } => *store,
        }
    }
}

/// What the completion of a transaction promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// It is on the disk: it survives a power cut.
    Strict,
    /// The operating system has it. Good for what can be made again.
    Relaxed,
}

/// Why the disk did not do as asked. After any of these, nothing of the transaction has been written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DiskError {
    /// The origin's quota or the device is full.
    #[error("This browser has no room left for Second Story. Free some space, or download a copy now.")]
    Full,
    /// A private window, storage switched off, or no IndexedDB at all.
    #[error("This browser does not let the page keep anything: a private window, or storage is switched off.")]
    Unavailable,
    /// Another tab holds the database and does not let go.
    #[error("Another tab of Second Story holds the storage. Close the other tabs.")]
    Blocked,
    /// The connection is gone; a new one may work.
    #[error("The browser closed its storage.")]
    Closed,
    /// The database was made by a newer version of the app.
    #[error("A newer version of Second Story has been open in this browser. Reload this tab.")]
    Newer,
    /// Another tab erased everything while this one was open.
    #[error("Everything was erased from this browser in another tab. Reload this tab.")]
    Erased,
    /// The database is there but cannot be read.
    #[error("The browser cannot read its storage ({detail}).")]
    Damaged { detail: String },
    /// Anything else, in the browser's own words.
    #[error("The browser could not use its storage ({name}: {detail}).")]
    Other { name: String, detail: String },
}

impl DiskError {
    /// Reads a DOMException by its name. Engines differ in the message, and agree (mostly) on the names.
    pub fn from_dom(name: &str, message: &str) -> Self {
        match name {
            "QuotaExceededError" | "NS_ERROR_DOM_QUOTA_REACHED" => Self::Full,
            "NS_ERROR_FILE_NO_DEVICE_SPACE" => Self::Full,
            "VersionError" => Self::Newer,
            "SecurityError" | "NotSupportedError" => Self::Unavailable,
            // Firefox in windows that may not store: "A mutation operation was attempted on a database that did
            // not allow mutations." It comes from the open itself; inside a transaction it means a closed one.
            "InvalidStateError" if message.contains("did not allow mutations") => Self::Unavailable,
            "InvalidStateError" | "TransactionInactiveError" | "AbortError" => Self::Closed,
            "NotReadableError" | "DataError" | "NotFoundError" => {
                Self::Damaged { detail: format!("{name}: {message}") }
            }
            // WebKit's and Chromium's words for a connection that went away or a disk that is full come as
            // UnknownError; only the message tells them apart.
            "UnknownError" if message_means_full(message) => Self::Full,
            "UnknownError" if message.to_ascii_lowercase().contains("connection") => Self::Closed,
            _ => Self::Other { name: name.to_owned(), detail: message.to_owned() },
        }
    }

    /// Whether the same may go well a moment later: not where the browser has no storage, or has a newer one, nor
    /// where another tab was waited for already.
    pub fn may_pass(&self) -> bool {
        !matches!(self, Self::Unavailable | Self::Newer | Self::Erased | Self::Full | Self::Blocked)
    }

    /// Whether a new connection may help at once.
    pub fn wants_reopening(&self) -> bool {
        matches!(self, Self::Closed | Self::Other { .. })
    }
}

fn message_means_full(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    ["disk full", "no space", "quota", "not enough space"].iter().any(|words| message.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_browsers_words_are_told_apart() {
        for (name, message, expected) in [
            ("QuotaExceededError", "", DiskError::Full),
            ("UnknownError", "Internal error: disk full", DiskError::Full),
            ("UnknownError", "Connection to Indexed Database server lost. Refresh the page", DiskError::Closed),
            ("InvalidStateError", "The database connection is closing.", DiskError::Closed),
            (
                "InvalidStateError",
                "A mutation operation was attempted on a database that did not allow mutations.",
                DiskError::Unavailable,
            ),
            ("SecurityError", "", DiskError::Unavailable),
            ("VersionError", "", DiskError::Newer),
        ] {
            assert_eq!(DiskError::from_dom(name, message), expected, "{name}: {message}");
        }
        assert!(matches!(DiskError::from_dom("UnknownError", "hm"), DiskError::Other { .. }));
        assert!(DiskError::from_dom("UnknownError", "Internal error opening backing store").may_pass());
        assert!(!DiskError::from_dom("VersionError", "").may_pass());
    }
}
