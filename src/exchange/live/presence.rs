//! Who is here, by role, and where: said in passing, never kept.
//!
//! Each says so again every 15 seconds and is gone after 45 without a word. Nobody needs a name: whoever gave no role
//! is "someone". Times are of a clock that never goes back, milliseconds.

use minicbor::data::Type;
use minicbor::{Decoder, Encoder};
use std::collections::BTreeMap;

/// How often one says that one is still here.
pub const BEAT_MS: u64 = 15_000;
/// After how long without a word somebody is gone.
pub const GONE_MS: u64 = 45_000;
/// The least time between two words: ten a second.
pub const PAUSE_MS: u64 = 100;
/// The longest text in it.
const LONGEST: usize = 200;
/// How many are listed.
const MOST: usize = 200;

/// Where somebody is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Presence {
    /// Their role; empty where they gave none.
    pub role: String,
    /// The page, as the path of a part: "what-happened", "read".
    pub page: String,
    /// The item whose line has the focus; empty for none.
    pub item: String,
    /// The place of their caret in its text, as the document names places; empty for none.
    pub caret: String,
    /// Whether they lead, so that others may follow.
    pub leads: bool,
    /// They are going.
    pub going: bool,
}

impl Presence {
    /// As bytes that other programs can read, too.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        // Writing into memory does not fail.
        let _ = self.write(&mut Encoder::new(&mut out));
        out
    }

    fn write(&self, out: &mut Encoder<&mut Vec<u8>>) -> Result<(), minicbor::encode::Error<std::convert::Infallible>> {
        let texts = [("role", &self.role), ("page", &self.page), ("item", &self.item), ("caret", &self.caret)];
        out.map(texts.len().try_into().unwrap_or(0) + 3)?.str("type")?.str("second-story/here")?;
        for (key, text) in texts {
            out.str(key)?.str(text)?;
        }
        out.str("leads")?.bool(self.leads)?.str("going")?.bool(self.going)?;
        Ok(())
    }

    /// Reads what somebody said; `None` where it is about something else.
    pub fn decode(bytes: &[u8]) -> Option<Presence> {
        let mut from = Decoder::new(bytes);
        let mut presence = Presence::default();
        let mut ours = false;
        for _ in 0..from.map().ok()??.min(50) {
            let key = from.str().ok()?;
            match (key, from.datatype().ok()?) {
                ("type", Type::String) => ours = from.str().ok()? == "second-story/here",
                ("role", Type::String) => presence.role = shortened(from.str().ok()?),
                ("page", Type::String) => presence.page = shortened(from.str().ok()?),
                ("item", Type::String) => presence.item = shortened(from.str().ok()?),
                ("caret", Type::String) => presence.caret = shortened(from.str().ok()?),
                ("leads", Type::Bool) => presence.leads = from.bool().ok()?,
                ("going", Type::Bool) => presence.going = from.bool().ok()?,
                _ => from.skip().ok()?,
            }
        }
        ours.then_some(presence)
    }
}

fn shortened(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(LONGEST).collect()
}

/// Everybody who is here, and when they last said so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Present {
    people: BTreeMap<String, (Presence, u64)>,
    said: Option<(Presence, u64)>,
}

impl Present {
    /// Somebody said something in passing. Says whether who is here, or where, has changed.
    pub fn heard(&mut self, peer: &str, bytes: &[u8], now_ms: u64) -> bool {
        let Some(presence) = Presence::decode(bytes) else { return false };
        if presence.going {
            return self.people.remove(peer).is_some();
        }
        if !self.people.contains_key(peer) && self.people.len() >= MOST {
            return false;
        }
        let before = self.people.insert(peer.to_owned(), (presence.clone(), now_ms));
        before.is_none_or(|(before, _)| before != presence)
    }

    /// Somebody's wire is gone and no other leads to them.
    pub fn left(&mut self, peer: &str) -> bool {
        self.people.remove(peer).is_some()
    }

    /// Lets go of those who have not said anything for long. Says whether anybody went.
    pub fn sweep(&mut self, now_ms: u64) -> bool {
        let before = self.people.len();
        self.people.retain(|_, (_, heard)| now_ms.saturating_sub(*heard) < GONE_MS);
        self.people.len() < before
    }

    /// Nobody is here any more.
    pub fn clear(&mut self) {
        *self = Present::default();
    }

    /// Everybody who is here, in a steady order.
    pub fn everybody(&self) -> impl Iterator<Item = (&String, &Presence)> {
        self.people.iter().map(|(peer, (presence, _))| (peer, presence))
    }

    /// What is to be said now: where this one is, when that changed (ten times a second at most) or was last said
    /// too long ago.
    pub fn say(&mut self, mine: &Presence, now_ms: u64) -> Option<Vec<u8>> {
        if let Some((said, when)) = &self.said {
            let since = now_ms.saturating_sub(*when);
            if since < PAUSE_MS || (said == mine && since < BEAT_MS) {
                return None;
            }
        }
        self.said = Some((mine.clone(), now_ms));
        Some(mine.encode())
    }

    /// Somebody came: what was said before they did must be said again.
    pub fn say_again(&mut self) {
        self.said = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(role: &str, item: &str) -> Presence {
        Presence {
            role: role.to_owned(),
            page: "what-happened".to_owned(),
            item: item.to_owned(),
            ..Presence::default()
        }
    }

    #[test]
    fn somebody_is_here_while_they_say_so_and_gone_45_seconds_later() {
        let mut present = Present::default();
        assert!(present.heard("a", &at("support", "").encode(), 0));
        assert!(!present.heard("a", &at("support", "").encode(), 15_000));
        assert!(present.heard("a", &at("support", "e1").encode(), 16_000));
        assert!(!present.sweep(16_000 + GONE_MS - 1));
        assert!(present.sweep(16_000 + GONE_MS));
        assert_eq!(present.everybody().count(), 0);
    }

    #[test]
    fn who_says_that_they_go_is_gone_at_once() {
        let mut present = Present::default();
        present.heard("a", &at("", "").encode(), 0);
        assert!(present.heard("a", &Presence { going: true, ..Presence::default() }.encode(), 1));
        assert_eq!(present.everybody().count(), 0);
    }

    #[test]
    fn one_speaks_when_something_changed_at_most_ten_times_a_second_and_otherwise_each_15_seconds() {
        let mut present = Present::default();
        assert!(present.say(&at("", ""), 0).is_some());
        assert!(present.say(&at("", "e1"), 50).is_none());
        assert!(present.say(&at("", "e1"), 100).is_some());
        assert!(present.say(&at("", "e1"), 10_000).is_none());
        assert!(present.say(&at("", "e1"), 100 + BEAT_MS).is_some());
    }

    #[test]
    fn what_is_something_else_or_too_long_is_passed_over_or_cut() {
        assert_eq!(Presence::decode(b""), None);
        assert_eq!(Presence::decode(&[0xa1, 0x61, 0x61, 0x01]), None);
        assert_eq!(Presence::decode(&[0xff; 40]), None);
        let long = Presence { role: "x".repeat(5_000), ..Presence::default() };
        assert_eq!(Presence::decode(&long.encode()).expect("ours").role.len(), LONGEST);
    }
}
