//! Who is put through to whom, while people work together live.
//!
//! Whoever is met through one of ours is reached directly without another code carried by hand: the one of the two
//! whose name comes first offers a wire, the one in the middle carries offer and answer, and nobody asks the people.
//! Until that wire is open, and where it never opens, the one in the middle passes everything on. Pure: events in,
//! what to do out.

use crate::exchange::live::signal::Description;
use std::collections::{BTreeMap, BTreeSet};

use crate::exchange::live::session::Wire;

/// How long an offer may wait for its answer, milliseconds.
const ANSWER_MS: u64 = 20_000;
/// How long after a wire that did not open another one is tried; twice as long each time.
const AGAIN_MS: u64 = 15_000;
/// How often it is tried.
const MOST_TRIES: u32 = 5;
/// How many wires are being opened at once, and how many names of how many bytes one of ours may give.
const MOST_AT_ONCE: usize = 8;
const MOST_NAMES: usize = 64;
const LONGEST_NAME: usize = 80;

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Make an end to which this peer is invited, and send it by [`offer`].
    Offer(String),
    /// Make an end that answers this offer, and send its answer by [`answer`].
    Answer(String, Description),
    /// The end that was offered to this peer is answered.
    Accept(String, Description),
    /// The end that was offered to this peer, or answered, is of no use any more.
    GiveUp(String),
}

#[derive(Clone, Debug)]
struct Attempt {
    since_ms: u64,
    tries: u32,
    waiting: bool,
}

/// Who can be reached, how, and what is being tried.
#[derive(Clone, Debug, Default)]
pub struct Introductions {
    me: String,
    /// Whom a wire leads to.
    direct: BTreeMap<Wire, String>,
    /// Whom each of ours can reach.
    reach: BTreeMap<Wire, BTreeSet<String>>,
    attempts: BTreeMap<String, Attempt>,
}

const OFFER: u8 = 0;
const ANSWER: u8 = 1;

/// An offer as bytes for one of ours to carry.
pub fn offer(description: &Description) -> Vec<u8> {
    [&[OFFER], description.encode().as_slice()].concat()
}

/// An answer as bytes for one of ours to carry.
pub fn answer(description: &Description) -> Vec<u8> {
    [&[ANSWER], description.encode().as_slice()].concat()
}

impl Introductions {
    /// Nobody is known yet.
    pub fn new(me: &str) -> Self {
        Introductions { me: me.to_owned(), ..Introductions::default() }
    }

    /// A wire leads to somebody.
    pub fn met(&mut self, wire: Wire, peer: &str) {
        self.direct.insert(wire, peer.to_owned());
        self.attempts.remove(peer);
    }

    /// A wire is gone, and with it whom it led to.
    pub fn closed(&mut self, wire: Wire) {
        self.direct.remove(&wire);
        self.reach.remove(&wire);
    }

    /// Whether a wire leads to somebody.
    pub fn is_direct(&self, peer: &str) -> bool {
        self.direct.values().any(|direct| direct == peer)
    }

    /// One of ours says whom it can reach.
    pub fn reach(&mut self, wire: Wire, peers: Vec<String>, now_ms: u64) -> Vec<Step> {
        let peers = peers.into_iter().filter(|peer| peer.len() <= LONGEST_NAME).take(MOST_NAMES);
        self.reach.insert(wire, peers.collect());
        let (reach, attempts) = (&self.reach, &mut self.attempts);
        attempts.retain(|peer, attempt| attempt.waiting || reach.values().any(|peers| peers.contains(peer)));
        self.next(now_ms)
    }

    /// Somebody says something to us alone.
    pub fn signalled(&mut self, from: &str, data: &[u8], now_ms: u64) -> Vec<Step> {
        let Some((kind, rest)) = data.split_first() else { return Vec::new() };
        let Some(description) = Description::decode(rest) else { return Vec::new() };
        match *kind {
            // Only the one whose name comes first offers: two offers never meet. And only of whom one was told.
            OFFER if from < self.me.as_str() && self.expects(from) => {
                self.attempts.insert(from.to_owned(), Attempt { since_ms: now_ms, tries: 0, waiting: true });
                vec![Step::Answer(from.to_owned(), description)]
            }
            ANSWER if self.attempts.get(from).is_some_and(|attempt| attempt.waiting) => {
                vec![Step::Accept(from.to_owned(), description)]
            }
            _ => Vec::new(),
        }
    }

    fn expects(&self, peer: &str) -> bool {
        let told = self.reach.values().any(|peers| peers.contains(peer));
        let waiting = self.attempts.get(peer).is_some_and(|attempt| attempt.waiting);
        told && !waiting && !self.is_direct(peer) && self.waiting() < MOST_AT_ONCE
    }

    fn waiting(&self) -> usize {
        self.attempts.values().filter(|attempt| attempt.waiting).count()
    }

    /// So late is it.
    pub fn tick(&mut self, now_ms: u64) -> Vec<Step> {
        let mut steps = Vec::new();
        for (peer, attempt) in &mut self.attempts {
            if attempt.waiting && now_ms.saturating_sub(attempt.since_ms) > ANSWER_MS {
                attempt.waiting = false;
                attempt.since_ms = now_ms;
                steps.push(Step::GiveUp(peer.clone()));
            }
        }
        steps.extend(self.next(now_ms));
        steps
    }

    fn next(&mut self, now_ms: u64) -> Vec<Step> {
        let reachable: BTreeSet<String> = self.reach.values().flatten().cloned().collect();
        let mut steps = Vec::new();
        for peer in reachable {
            if peer <= self.me || self.is_direct(&peer) || self.waiting() >= MOST_AT_ONCE {
                continue;
            }
            let tries = match self.attempts.get(&peer) {
                None => 0,
                Some(attempt) => {
                    let pause = AGAIN_MS.saturating_mul(1 << attempt.tries.min(6));
                    let rested = now_ms.saturating_sub(attempt.since_ms) > pause;
                    if attempt.waiting || !rested || attempt.tries + 1 >= MOST_TRIES {
                        continue;
                    }
                    attempt.tries + 1
                }
            };
            self.attempts.insert(peer.clone(), Attempt { since_ms: now_ms, tries, waiting: true });
            steps.push(Step::Offer(peer));
        }
        steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::live::signal::Setup;

    fn description() -> Description {
        Description {
            setup: Setup::ActPass,
            ufrag: "abcd".into(),
            pwd: "0123456789012345678901".into(),
            fingerprint: [1; 32],
            candidates: Vec::new(),
        }
    }

    #[test]
    fn of_two_who_hear_of_each_other_exactly_one_offers() {
        let mut a = Introductions::new("a");
        let mut b = Introductions::new("b");
        assert_eq!(a.reach(1, vec!["b".into()], 0), [Step::Offer("b".into())]);
        assert_eq!(b.reach(1, vec!["a".into()], 0), []);
        let answered = b.signalled("a", &offer(&description()), 0);
        assert_eq!(answered, [Step::Answer("a".into(), description())]);
        assert_eq!(a.signalled("b", &offer(&description()), 0), []);
        assert_eq!(a.signalled("b", &answer(&description()), 0), [Step::Accept("b".into(), description())]);
        a.met(2, "b");
        assert!(a.is_direct("b"));
        assert_eq!(a.tick(60_000), []);
    }

    #[test]
    fn a_wire_that_does_not_open_is_given_up_and_tried_again_later_but_not_for_ever() {
        let mut a = Introductions::new("a");
        a.reach(1, vec!["b".into()], 0);
        assert_eq!(a.tick(ANSWER_MS), []);
        assert_eq!(a.tick(ANSWER_MS + 1), [Step::GiveUp("b".into())]);
        let mut offers = 0;
        for second in 0..20_000_u64 {
            offers += a.tick(second * 1_000).iter().filter(|step| matches!(step, Step::Offer(_))).count();
        }
        assert_eq!(offers, usize::try_from(MOST_TRIES).unwrap_or(0) - 1);
    }

    #[test]
    fn who_lost_a_direct_wire_is_offered_another_while_somebody_still_reaches_them() {
        let mut a = Introductions::new("a");
        a.reach(1, vec!["b".into()], 0);
        a.met(2, "b");
        a.closed(2);
        assert_eq!(a.tick(1_000), [Step::Offer("b".into())]);
        a.closed(1);
        let mut alone = Introductions::new("a");
        alone.met(2, "b");
        alone.closed(2);
        assert_eq!(alone.tick(1_000), []);
    }

    #[test]
    fn who_names_a_thousand_peers_or_offers_under_names_nobody_told_of_opens_few_wires() {
        let mut a = Introductions::new("a");
        let many = (0..1_000).map(|number| format!("b{number}")).collect();
        assert_eq!(a.reach(1, many, 0).len(), MOST_AT_ONCE);
        let mut z = Introductions::new("z");
        z.reach(1, vec!["known".into()], 0);
        assert_eq!(z.signalled("invented", &offer(&description()), 0), []);
        assert_eq!(z.signalled("known", &offer(&description()), 0).len(), 1);
        assert_eq!(z.signalled("known", &offer(&description()), 0), []);
    }

    #[test]
    fn what_cannot_be_read_is_passed_over() {
        let mut a = Introductions::new("b");
        for data in [&b""[..], b"\x00", b"\x07abc", b"\x00\x00\x00"] {
            assert_eq!(a.signalled("a", data, 0), []);
        }
    }
}
