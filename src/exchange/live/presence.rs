//! Who is here, by role, and where: said in passing, never kept.
//!
//! Each says so again every 15 seconds and is gone after 45 without a word. Nobody needs a name: whoever gave no role
//! is "someone". Times are of a clock that never goes back, milliseconds.
//!
//! With it goes what the sender's own clock shows, which may be wrong: of all that was heard of somebody, the word that
//! was on its way for the shortest time tells best what their clock shows now. So a timer that one of them started is
//! the same for all, and nobody's clock has to be right.

use minicbor::data::Type;
use minicbor::{Decoder, Encoder};
use std::collections::{BTreeMap, VecDeque};

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
/// Of how many words the quickest is taken to tell what somebody's clock shows.
const WORDS: usize = 8;
/// No clock is further from 1970 than this, in milliseconds.
const FURTHEST_MS: i64 = 1 << 52;

/// What the sender's clocks show, said with where they are. Readers that do not know it pass it over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    /// What the sender's own clock shows, milliseconds since 1970.
    pub now_ms: i64,
    /// Who writes with that clock, as the review names them.
    pub writer: String,
    /// Somebody else whose clock counts here; empty for none.
    pub other: String,
    /// How far that one's clock is ahead of the sender's.
    pub ahead_ms: i64,
}

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
        self.encode_with(None)
    }

    /// The same, with what the sender's clocks show.
    pub fn encode_with(&self, clock: Option<&Clock>) -> Vec<u8> {
        let mut out = Vec::new();
        // Writing into memory does not fail.
        let _ = self.write(clock, &mut Encoder::new(&mut out));
        out
    }

    fn write(
        &self,
        clock: Option<&Clock>,
        out: &mut Encoder<&mut Vec<u8>>,
    ) -> Result<(), minicbor::encode::Error<std::convert::Infallible>> {
        let texts = [("role", &self.role), ("page", &self.page), ("item", &self.item), ("caret", &self.caret)];
        let more = if clock.is_some() { 4 } else { 0 };
        out.map(texts.len().try_into().unwrap_or(0) + 3 + more)?.str("type")?.str("second-story/here")?;
        if let Some(clock) = clock {
            out.str("clock")?.i64(clock.now_ms)?.str("clock_of")?.str(&clock.writer)?;
            out.str("other")?.str(&clock.other)?.str("other_ahead")?.i64(clock.ahead_ms)?;
        }
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

impl Clock {
    /// Reads what somebody said of their clock; `None` where they said nothing of it, or nothing that can be.
    pub fn decode(bytes: &[u8]) -> Option<Clock> {
        let mut from = Decoder::new(bytes);
        let mut clock = Clock::default();
        let mut said = None;
        for _ in 0..from.map().ok()??.min(50) {
            let key = from.str().ok()?;
            match (key, from.datatype().ok()?) {
                ("clock_of", Type::String) => clock.writer = shortened(from.str().ok()?),
                ("other", Type::String) => clock.other = shortened(from.str().ok()?),
                ("clock", kind) if is_whole(kind) => said = Some(from.i64().ok()?),
                ("other_ahead", kind) if is_whole(kind) => clock.ahead_ms = from.i64().ok()?,
                _ => from.skip().ok()?,
            }
        }
        clock.now_ms = said?;
        let can_be = |ms: i64| (-FURTHEST_MS..=FURTHEST_MS).contains(&ms);
        (can_be(clock.now_ms) && can_be(clock.ahead_ms)).then_some(clock)
    }
}

fn is_whole(kind: Type) -> bool {
    matches!(kind, Type::U8 | Type::U16 | Type::U32 | Type::U64 | Type::I8 | Type::I16 | Type::I32 | Type::I64)
}

/// What is known of somebody's clock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Known {
    /// What it showed, less what ours did when the word came, of the last few words: the less it lacks, the shorter the
    /// word was on its way.
    less_ours: VecDeque<i64>,
    /// The last word.
    said: Clock,
}

impl Known {
    /// What it shows now.
    fn now_ms(&self, now_ms: u64) -> Option<i64> {
        let ours = i64::try_from(now_ms).ok()?;
        self.less_ours.iter().max().map(|less| ours.saturating_add(*less))
    }
}

fn shortened(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(LONGEST).collect()
}

/// Everybody who is here, and when they last said so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Present {
    people: BTreeMap<String, (Presence, u64)>,
    clocks: BTreeMap<String, Known>,
    said: Option<(Presence, u64)>,
}

impl Present {
    /// Somebody said something in passing. Says whether who is here, or where, has changed.
    pub fn heard(&mut self, peer: &str, bytes: &[u8], now_ms: u64) -> bool {
        let Some(presence) = Presence::decode(bytes) else { return false };
        if presence.going {
            return self.left(peer);
        }
        if !self.people.contains_key(peer) && self.people.len() >= MOST {
            return false;
        }
        if let (Some(clock), Ok(ours)) = (Clock::decode(bytes), i64::try_from(now_ms)) {
            let known = self.clocks.entry(peer.to_owned()).or_default();
            if known.less_ours.len() >= WORDS {
                known.less_ours.pop_front();
            }
            known.less_ours.push_back(clock.now_ms.saturating_sub(ours));
            known.said = clock;
        }
        let before = self.people.insert(peer.to_owned(), (presence.clone(), now_ms));
        before.is_none_or(|(before, _)| before != presence)
    }

    /// Somebody's wire is gone and no other leads to them.
    pub fn left(&mut self, peer: &str) -> bool {
        self.clocks.remove(peer);
        self.people.remove(peer).is_some()
    }

    /// What somebody's clock shows now, from what they said of it, or else from what somebody said who heard them.
    pub fn clock_of(&self, writer: &str, now_ms: u64) -> Option<i64> {
        let own =
            self.clocks.values().filter(|known| known.said.writer == writer).find_map(|known| known.now_ms(now_ms));
        own.or_else(|| {
            let heard = self.clocks.values().filter(|known| known.said.other == writer);
            heard.filter_map(|known| Some(known.now_ms(now_ms)?.saturating_add(known.said.ahead_ms))).max()
        })
    }

    /// Lets go of those who have not said anything for long. Says whether anybody went.
    pub fn sweep(&mut self, now_ms: u64) -> bool {
        let before = self.people.len();
        self.people.retain(|_, (_, heard)| now_ms.saturating_sub(*heard) < GONE_MS);
        self.clocks.retain(|peer, _| self.people.contains_key(peer));
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
    pub fn say(&mut self, mine: &Presence, clock: Option<&Clock>, now_ms: u64) -> Option<Vec<u8>> {
        if let Some((said, when)) = &self.said {
            let since = now_ms.saturating_sub(*when);
            if since < PAUSE_MS || (said == mine && since < BEAT_MS) {
                return None;
            }
        }
        self.said = Some((mine.clone(), now_ms));
        Some(mine.encode_with(clock))
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
        assert!(present.say(&at("", ""), None, 0).is_some());
        assert!(present.say(&at("", "e1"), None, 50).is_none());
        assert!(present.say(&at("", "e1"), None, 100).is_some());
        assert!(present.say(&at("", "e1"), None, 10_000).is_none());
        assert!(present.say(&at("", "e1"), None, 100 + BEAT_MS).is_some());
    }

    fn clock(now_ms: i64, writer: &str) -> Clock {
        Clock { now_ms, writer: writer.to_owned(), ..Clock::default() }
    }

    #[test]
    fn somebodys_clock_is_read_from_the_word_that_was_quickest() {
        let mut present = Present::default();
        // Their clock shows 1,000,000 when ours shows 0, and words take 5 to 900 milliseconds.
        for (sent, takes) in [(0_i64, 900_u64), (1_000, 40), (2_000, 5), (3_000, 300)] {
            let said = at("", "").encode_with(Some(&clock(1_000_000 + sent, "ana")));
            present.heard("a", &said, u64::try_from(sent).unwrap() + takes);
        }
        assert_eq!(present.clock_of("ana", 10_000), Some(1_009_995));
        assert_eq!(present.clock_of("ben", 10_000), None);
        // Their clock was set right meanwhile: after a few words that is known.
        for sent in 0..8_i64 {
            present.heard(
                "a",
                &at("", "").encode_with(Some(&clock(500_000 + sent, "ana"))),
                10_000 + u64::try_from(sent).unwrap(),
            );
        }
        assert_eq!(present.clock_of("ana", 10_008), Some(500_008));
        present.left("a");
        assert_eq!(present.clock_of("ana", 10_008), None);
    }

    #[test]
    fn a_clock_is_known_through_somebody_who_heard_it() {
        let mut present = Present::default();
        let said = Clock { other: "ana".to_owned(), ahead_ms: -90_000, ..clock(2_000_000, "ben") };
        present.heard("b", &at("", "").encode_with(Some(&said)), 0);
        assert_eq!(present.clock_of("ana", 0), Some(1_910_000));
        // What she says herself counts for more.
        present.heard("a", &at("", "").encode_with(Some(&clock(7, "ana"))), 0);
        assert_eq!(present.clock_of("ana", 1), Some(8));
    }

    #[test]
    fn what_is_said_of_a_clock_is_no_part_of_where_somebody_is() {
        let mut present = Present::default();
        assert!(present.say(&at("", ""), Some(&clock(1, "ana")), 0).is_some());
        assert!(present.say(&at("", ""), Some(&clock(200, "ana")), 200).is_none());
        assert!(present.heard("a", &at("", "").encode_with(Some(&clock(1, "ana"))), 0));
        assert!(!present.heard("a", &at("", "").encode_with(Some(&clock(2, "ana"))), 1));
        assert_eq!(Presence::decode(&at("", "").encode_with(Some(&clock(i64::MIN, "")))), Some(at("", "")));
        assert_eq!(Clock::decode(&at("", "").encode_with(Some(&clock(i64::MIN, "")))), None, "no such time");
        assert_eq!(Clock::decode(&at("", "").encode()), None);
        let full = Clock { now_ms: 1_800_000_000_000, writer: "w".into(), other: "o".into(), ahead_ms: -90_000 };
        assert_eq!(Clock::decode(&at("", "").encode_with(Some(&full))), Some(full));
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
