//! Findings kept by entry, so that a key re-reads the one entry it changed.

use super::{Context, Finding, read};
use std::collections::BTreeMap;
use std::sync::Arc;

struct Kept {
    context: Context,
    text: String,
    findings: Arc<[Finding]>,
}

/// The findings of entries by their ids. An entry is read again when its text or its context is another one.
#[derive(Default)]
pub struct Cache {
    kept: BTreeMap<String, Kept>,
    readings: u64,
}

impl Cache {
    /// A cache that has read nothing.
    pub fn new() -> Cache {
        Cache::default()
    }

    /// The findings of an entry as it stands now: those of [`read`].
    pub fn read(&mut self, id: &str, context: Context, text: &str) -> Arc<[Finding]> {
        if let Some(kept) = self.kept.get(id)
            && kept.context == context
            && kept.text == text
        {
            return Arc::clone(&kept.findings);
        }
        self.readings += 1;
        let findings: Arc<[Finding]> = read(context, text).into();
        self.kept.insert(id.to_owned(), Kept { context, text: text.to_owned(), findings: Arc::clone(&findings) });
        findings
    }

    /// Forgets entries that are not there any more.
    pub fn keep(&mut self, is_there: impl Fn(&str) -> bool) {
        self.kept.retain(|id, _| is_there(id));
    }

    /// How often a text was really read, for tests and measuring.
    pub fn readings(&self) -> u64 {
        self.readings
    }
}
