//! Local storage: preferences, the canary, and the last keystrokes of a page that is closing.
//!
//! Synchronous and small. Where the browser has none (private windows, storage switched off) every question is
//! answered with "nothing" and every put says that it did not happen; nothing here fails otherwise. Keys carry
//! the app's base path, so that two sites under one host name do not read each other's.

use std::collections::BTreeMap;

use gloo_storage::{LocalStorage, Storage};

use crate::store::canary::Canary;
use crate::store::keystrokes::LastKeystrokes;

/// The preferences of the app served under one base path.
#[derive(Debug, Clone)]
pub struct Preferences {
    prefix: String,
}

impl Preferences {
    /// Those of the app served under `base_path`.
    pub fn new(base_path: &str) -> Self {
        Self { prefix: format!("second-story:{base_path}:") }
    }

    /// "light", "dark", or nothing: as the system has it.
    pub fn theme(&self) -> Option<String> {
        self.text("theme")
    }

    /// Keeps the theme; `None` follows the system again.
    pub fn set_theme(&self, theme: Option<&str>) -> bool {
        self.set_text("theme", theme)
    }

    /// The zone in which times are shown, by its name; nothing: the browser's.
    pub fn zone(&self) -> Option<String> {
        self.text("zone")
    }

    /// Keeps the zone; `None` follows the browser again.
    pub fn set_zone(&self, zone: Option<&str>) -> bool {
        self.set_text("zone", zone)
    }

    /// What a review is called here: "postmortem", "incident review", …
    pub fn review_word(&self) -> Option<String> {
        self.text("review-word")
    }

    /// Keeps what a review is called.
    pub fn set_review_word(&self, word: Option<&str>) -> bool {
        self.set_text("review-word", word)
    }

    /// Any other preference of the app's own.
    pub fn text(&self, name: &str) -> Option<String> {
        if !present() {
            return None;
        }
        LocalStorage::get(self.key(name)).ok()
    }

    /// Keeps any other preference, or forgets it. Says whether it was kept.
    pub fn set_text(&self, name: &str, text: Option<&str>) -> bool {
        if !present() {
            return false;
        }
        match text {
            Some(text) => LocalStorage::set(self.key(name), text).is_ok(),
            None => {
                LocalStorage::delete(self.key(name));
                true
            }
        }
    }

    /// What the disk has acknowledged, by review, as far as it was noted here.
    pub fn canaries(&self) -> BTreeMap<String, Canary> {
        self.under("canary:").into_iter().filter_map(|(review, text)| Some((review, Canary::parse(&text)?))).collect()
    }

    /// Notes the heads of a review that the disk has acknowledged. One key a review: tabs do not overwrite each
    /// other's.
    pub fn set_canary(&self, review: &str, canary: &Canary) -> bool {
        self.set_text(&format!("canary:{review}"), Some(&canary.print()))
    }

    /// Forgets a review that was erased on purpose.
    pub fn forget_canary(&self, review: &str) {
        self.set_text(&format!("canary:{review}"), None);
    }

    /// Keeps the commits of a closing page that no transaction has acknowledged yet. Synchronous: it is done
    /// when it returns `true`.
    pub fn set_last_keystrokes(&self, note: &LastKeystrokes) -> bool {
        self.set_text(&format!("keys:{}:{}", note.review, note.tab), Some(&note.print()))
    }

    /// The last keystrokes of all tabs, by review and tab.
    pub fn last_keystrokes(&self) -> Vec<LastKeystrokes> {
        self.under("keys:").into_iter().filter_map(|(_, text)| LastKeystrokes::parse(&text)).collect()
    }

    /// Forgets a note whose commits are on the disk.
    pub fn forget_last_keystrokes(&self, review: &str, tab: &str) {
        self.set_text(&format!("keys:{review}:{tab}"), None);
    }

    /// Forgets everything of this app, and nothing of its neighbours.
    pub fn erase_all(&self) {
        for key in self.names() {
            LocalStorage::delete(key);
        }
    }

    fn key(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    fn names(&self) -> Vec<String> {
        if !present() {
            return Vec::new();
        }
        let storage = LocalStorage::raw();
        let mut names: Vec<String> = (0..LocalStorage::length())
            .filter_map(|place| storage.key(place).ok().flatten())
            .filter(|name| name.starts_with(&self.prefix))
            .collect();
        names.sort_unstable();
        names
    }

    fn under(&self, kind: &str) -> Vec<(String, String)> {
        let start = self.key(kind);
        self.names()
            .into_iter()
            .filter_map(|name| {
                let rest = name.strip_prefix(&start)?.to_owned();
                Some((rest, LocalStorage::get(&name).ok()?))
            })
            .collect()
    }
}

/// Whether there is any local storage. `gloo-storage` panics where there is none, so it is asked first.
fn present() -> bool {
    web_sys::window().is_some_and(|window| matches!(window.local_storage(), Ok(Some(_))))
}
