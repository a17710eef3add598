//! How two browsers find each other: invites and replies that people carry by hand, and the same descriptions where
//! one of ours carries them.
//!
//! A browser describes its end of a wire as a page of text (SDP). Of that page this takes what the other end cannot
//! know (who it is by fingerprint, two passwords, where it can be reached) and writes the rest anew: a tenth of the
//! characters, and nothing of what came is handed to the browser as it is.

use crate::document::{DocumentId, Head};
use crate::exchange::ask::AskError;
use crate::exchange::bytes::{Reader, Writer};
use crate::exchange::link::{Kind, Link};
use std::fmt::Write as _;

/// The version of these forms.
const VERSION: u8 = 1;
/// How many ways to reach somebody are sent.
const MOST_CANDIDATES: usize = 12;
/// The longest name of an address, and the longest password.
const LONGEST: usize = 256;

/// How old an invite or a reply may be, milliseconds. Browsers keep their end open for longer, but who comes back after
/// lunch will find a closed tab.
pub const KEEPS_MS: i64 = 30 * 60 * 1000;

/// Which end of the encryption begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setup {
    /// Either: what an offer says.
    ActPass,
    /// This one.
    Active,
    /// The other one.
    Passive,
}

impl Setup {
    const ALL: [(Setup, &str); 3] =
        [(Setup::ActPass, "actpass"), (Setup::Active, "active"), (Setup::Passive, "passive")];

    fn word(self) -> &'static str {
        Setup::ALL.iter().find(|(setup, _)| *setup == self).map_or("", |(_, word)| word)
    }
}

/// A place at which an end can be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// `host`, or `srflx` where a server outside said how it looks from there.
    pub reflexive: bool,
    /// An address, or a name that the local network knows.
    pub address: String,
    /// The port.
    pub port: u16,
    /// The browser's own order.
    pub priority: u32,
}

/// One end of a wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// Which end begins.
    pub setup: Setup,
    /// The short password.
    pub ufrag: String,
    /// The long one.
    pub pwd: String,
    /// SHA-256 of the key that the end shows.
    pub fingerprint: [u8; 32],
    /// Where it can be reached.
    pub candidates: Vec<Candidate>,
}

/// Something that is no description of a wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This browser describes its end of the wire in a way that is not understood here ({0}).")]
pub struct NotADescription(&'static str);

impl Description {
    /// Takes from a browser's description what the other end needs.
    ///
    /// # Errors
    /// What is missing in it.
    pub fn from_sdp(sdp: &str) -> Result<Description, NotADescription> {
        let value = |name: &str| sdp.lines().find_map(|line| line.trim().strip_prefix(name));
        let fingerprint = value("a=fingerprint:sha-256 ").ok_or(NotADescription("fingerprint"))?;
        let mut bytes = [0_u8; 32];
        let mut parts = fingerprint.trim().split(':');
        for byte in &mut bytes {
            let part = parts.next().ok_or(NotADescription("fingerprint"))?;
            *byte = u8::from_str_radix(part, 16).map_err(|_| NotADescription("fingerprint"))?;
        }
        let setup = value("a=setup:").map(str::trim).ok_or(NotADescription("setup"))?;
        let mut candidates: Vec<Candidate> =
            sdp.lines().filter_map(|line| candidate(line.trim().strip_prefix("a=candidate:")?)).collect();
        candidates.dedup();
        candidates.truncate(MOST_CANDIDATES);
        Ok(Description {
            setup: Setup::ALL
                .iter()
                .find(|(_, word)| *word == setup)
                .map(|(setup, _)| *setup)
                .ok_or(NotADescription("setup"))?,
            ufrag: value("a=ice-ufrag:").map(|text| text.trim().to_owned()).ok_or(NotADescription("password"))?,
            pwd: value("a=ice-pwd:").map(|text| text.trim().to_owned()).ok_or(NotADescription("password"))?,
            fingerprint: bytes,
            candidates,
        })
    }

    /// A description for a browser. It does not say that it is complete: a browser that heard all there is gives up
    /// while the other person still reads.
    pub fn to_sdp(&self) -> String {
        let mut fingerprint = String::new();
        for (index, byte) in self.fingerprint.iter().enumerate() {
            let colon = if index == 0 { "" } else { ":" };
            // Writing into a string does not fail.
            let _ = write!(fingerprint, "{colon}{byte:02X}");
        }
        let mut sdp = String::from(
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n\
             m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\n",
        );
        for (index, candidate) in self.candidates.iter().enumerate() {
            sdp.push_str(&candidate.line(index));
        }
        let Description { ufrag, pwd, setup, .. } = self;
        let _ = write!(
            sdp,
            "a=ice-ufrag:{ufrag}\r\na=ice-pwd:{pwd}\r\na=ice-options:trickle\r\na=fingerprint:sha-256 {fingerprint}\r\n\
             a=setup:{}\r\na=mid:0\r\na=sctp-port:5000\r\na=max-message-size:262144\r\n",
            setup.word()
        );
        sdp
    }

    fn write(&self, out: &mut Writer) {
        out.byte(match self.setup {
            Setup::ActPass => 0,
            Setup::Active => 1,
            Setup::Passive => 2,
        });
        out.text(&self.ufrag);
        out.text(&self.pwd);
        out.raw(&self.fingerprint);
        out.count(self.candidates.len());
        for candidate in &self.candidates {
            candidate.write(out);
        }
    }

    fn read(from: &mut Reader<'_>) -> Option<Description> {
        let setup = match from.byte()? {
            0 => Setup::ActPass,
            1 => Setup::Active,
            2 => Setup::Passive,
            _ => return None,
        };
        let ufrag = password(from.text()?)?;
        let pwd = password(from.text()?)?;
        let fingerprint = from.array()?;
        let mut candidates = Vec::new();
        for _ in 0..from.count()?.min(MOST_CANDIDATES) {
            candidates.push(Candidate::read(from)?);
        }
        Some(Description { setup, ufrag, pwd, fingerprint, candidates })
    }

    /// As bytes, for one of ours to carry.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Writer::default();
        self.write(&mut out);
        out.done()
    }

    /// Reads what [`Description::encode`] wrote.
    pub fn decode(bytes: &[u8]) -> Option<Description> {
        Description::read(&mut Reader::new(bytes))
    }
}

/// The letters that the standard allows in a password: nothing of a line's end, nothing that would begin another.
fn password(text: &str) -> Option<String> {
    let fine = |letter: char| letter.is_ascii_alphanumeric() || letter == '+' || letter == '/';
    (!text.is_empty() && text.len() <= LONGEST && text.chars().all(fine)).then(|| text.to_owned())
}

fn candidate(line: &str) -> Option<Candidate> {
    let mut words = line.split_whitespace();
    let (_foundation, _component, transport) = (words.next()?, words.next()?, words.next()?);
    let priority = words.next()?.parse().ok()?;
    let address = words.next()?.to_owned();
    let port = words.next()?.parse().ok()?;
    let kind = words.skip_while(|word| *word != "typ").nth(1)?;
    let known = matches!(kind, "host" | "srflx") && transport.eq_ignore_ascii_case("udp");
    (known && is_address(&address)).then(|| Candidate { reflexive: kind == "srflx", address, port, priority })
}

/// Whether a text can stand as an address: figures, letters, points, colons, hyphens.
fn is_address(text: &str) -> bool {
    let fine = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | ':' | '-');
    !text.is_empty() && text.len() <= LONGEST && text.chars().all(fine)
}

const NAMED: u8 = 0;
const V4: u8 = 1;
const V6: u8 = 2;
/// A name of 16 random bytes, as browsers give instead of an address: `f0…-….local`.
const HIDDEN: u8 = 3;

impl Candidate {
    fn line(&self, index: usize) -> String {
        let Candidate { address, port, priority, reflexive } = self;
        let kind = if *reflexive { "srflx raddr 0.0.0.0 rport 0" } else { "host" };
        format!("a=candidate:{} 1 udp {priority} {address} {port} typ {kind}\r\n", index + 1)
    }

    fn write(&self, out: &mut Writer) {
        let side = u8::from(self.reflexive) << 4;
        match self.address.parse::<std::net::IpAddr>() {
            Ok(std::net::IpAddr::V4(address)) => {
                out.byte(V4 | side);
                out.raw(&address.octets());
            }
            Ok(std::net::IpAddr::V6(address)) => {
                out.byte(V6 | side);
                out.raw(&address.octets());
            }
            Err(_) => match hidden(&self.address) {
                Some(bytes) => {
                    out.byte(HIDDEN | side);
                    out.raw(&bytes);
                }
                None => {
                    out.byte(NAMED | side);
                    out.text(&self.address);
                }
            },
        }
        out.raw(&self.port.to_be_bytes());
        out.number(u64::from(self.priority));
    }

    fn read(from: &mut Reader<'_>) -> Option<Candidate> {
        let kind = from.byte()?;
        let address = match kind & 0xf {
            V4 => std::net::Ipv4Addr::from(from.array::<4>()?).to_string(),
            V6 => std::net::Ipv6Addr::from(from.array::<16>()?).to_string(),
            HIDDEN => shown(&from.array()?),
            NAMED => Some(from.text()?.to_owned()).filter(|text| is_address(text))?,
            _ => return None,
        };
        let port = u16::from_be_bytes(from.array()?);
        let priority = u32::try_from(from.number()?).ok()?;
        Some(Candidate { reflexive: kind & 0x10 != 0, address, port, priority })
    }
}

fn hidden(name: &str) -> Option<[u8; 16]> {
    let letters = name.strip_suffix(".local")?;
    let mut bytes = [0_u8; 16];
    let plain: String = letters.split('-').collect();
    if plain.len() != 32 || !plain.is_ascii() {
        return None;
    }
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(plain.get(index * 2..index * 2 + 2)?, 16).ok()?;
    }
    (shown(&bytes) == name).then_some(bytes)
}

fn shown(bytes: &[u8; 16]) -> String {
    let hex = crate::review::text::hex(bytes);
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or("");
    format!("{}-{}-{}-{}-{}.local", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32))
}

/// What somebody is sent who is to join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    /// Tells this invite from others; the reply names it.
    pub number: [u8; 8],
    /// The review, by its beginning.
    pub genesis: Head,
    /// What it is called.
    pub title: String,
    /// When it was made, milliseconds since 1970.
    pub made_ms: i64,
    /// The inviter's end.
    pub offer: Description,
}

/// What they send back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The invite that this answers.
    pub number: [u8; 8],
    /// The review.
    pub document: DocumentId,
    /// When it was made, milliseconds since 1970.
    pub made_ms: i64,
    /// The other end.
    pub answer: Description,
}

impl Invite {
    /// Its bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = begun(&self.number, &self.genesis.0, self.made_ms);
        out.text(&self.title);
        self.offer.write(&mut out);
        out.done()
    }

    /// Reads what [`Invite::encode`] wrote.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn decode(bytes: &[u8]) -> Result<Invite, AskError> {
        let (mut from, number, genesis, made_ms) = begin(bytes)?;
        let title = from.text().ok_or(AskError::Damaged("title"))?.to_owned();
        let offer = Description::read(&mut from).ok_or(AskError::Damaged("way to the other browser"))?;
        Ok(Invite { number, genesis: Head(genesis), title, made_ms, offer })
    }

    /// The link to send.
    pub fn link(&self) -> Link {
        Link::new(Kind::Invite, &self.encode())
    }
}

impl Reply {
    /// Its bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = begun(&self.number, &self.document.0, self.made_ms);
        self.answer.write(&mut out);
        out.done()
    }

    /// Reads what [`Reply::encode`] wrote.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn decode(bytes: &[u8]) -> Result<Reply, AskError> {
        let (mut from, number, document, made_ms) = begin(bytes)?;
        let answer = Description::read(&mut from).ok_or(AskError::Damaged("way to the other browser"))?;
        Ok(Reply { number, document: DocumentId(document), made_ms, answer })
    }

    /// The link to send back.
    pub fn link(&self) -> Link {
        Link::new(Kind::Reply, &self.encode())
    }
}

fn begun(number: &[u8; 8], review: &[u8], made_ms: i64) -> Writer {
    let mut out = Writer::default();
    out.byte(VERSION);
    out.raw(number);
    out.raw(review);
    out.number(u64::try_from(made_ms / 1000).unwrap_or(0));
    out
}

fn begin<const N: usize>(bytes: &[u8]) -> Result<(Reader<'_>, [u8; 8], [u8; N], i64), AskError> {
    let mut from = Reader::new(bytes);
    match from.byte() {
        None => return Err(AskError::Empty),
        Some(VERSION) => {}
        Some(0) => return Err(AskError::Damaged("beginning")),
        Some(_) => return Err(AskError::NewerVersion),
    }
    let number = from.array().ok_or(AskError::Damaged("number"))?;
    let review = from.array().ok_or(AskError::Damaged("review"))?;
    let seconds = from.number().and_then(|seconds| i64::try_from(seconds).ok()).ok_or(AskError::Damaged("time"))?;
    Ok((from, number, review, seconds.saturating_mul(1000)))
}

#[cfg(test)]
mod tests {
    use super::*;

    // As Chromium and Firefox write them; the addresses are those of documentation.
    const CHROMIUM: &str = "v=0\r\no=- 4611 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\na=extmap-allow-mixed\r\na=msid-semantic: WMS\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=candidate:1 1 udp 2113937151 0a1b2c3d-1111-4222-8333-0123456789ab.local 53124 typ host generation 0 network-cost 999\r\na=candidate:2 1 udp 2113939711 2001:db8::1 53125 typ host generation 0\r\na=candidate:3 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active\r\na=candidate:4 1 udp 1677729535 198.51.100.4 40000 typ srflx raddr 0.0.0.0 rport 0\r\na=ice-ufrag:Ab+/\r\na=ice-pwd:abcdefghijklmnopqrstuvwx\r\na=ice-options:trickle\r\na=fingerprint:sha-256 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:FF\r\na=setup:actpass\r\na=mid:0\r\na=sctp-port:5000\r\na=max-message-size:262144\r\n";

    #[test]
    fn what_the_other_end_needs_is_taken_out_packed_and_written_anew() {
        let description = Description::from_sdp(CHROMIUM).expect("a description");
        assert_eq!(description.candidates.len(), 3);
        assert_eq!(Description::decode(&description.encode()), Some(description.clone()));
        assert_eq!(Description::from_sdp(&description.to_sdp()), Ok(description.clone()));
        assert!(description.encode().len() * 5 < CHROMIUM.len());
        assert!(!description.to_sdp().contains("end-of-candidates"));
    }

    #[test]
    fn invites_and_replies_come_back_and_pieces_of_them_are_refused() {
        let description = Description::from_sdp(CHROMIUM).expect("a description");
        let invite = Invite {
            number: [3; 8],
            genesis: Head([9; 32]),
            title: "Rollout 👀".to_owned(),
            made_ms: 1_764_000_000_000,
            offer: description.clone(),
        };
        assert_eq!(Invite::decode(&invite.encode()), Ok(invite.clone()));
        let reply = Reply { number: [3; 8], document: DocumentId([9; 16]), made_ms: 0, answer: description };
        assert_eq!(Reply::decode(&reply.encode()), Ok(reply.clone()));
        for end in 0..invite.encode().len() {
            assert!(Invite::decode(&invite.encode()[..end]).is_err());
        }
        assert!(invite.link().fragment().len() < 400, "{}", invite.link().fragment().len());
    }

    #[test]
    fn nothing_that_came_can_add_a_line_to_what_the_browser_is_told() {
        let mut hostile = Description::from_sdp(CHROMIUM).expect("a description");
        hostile.pwd = "x\r\na=candidate:1 1 udp 1 198.51.100.9 9 typ host".to_owned();
        assert_eq!(Description::decode(&hostile.encode()), None);
        let mut hostile = Description::from_sdp(CHROMIUM).expect("a description");
        hostile.candidates[0].address = "a\r\nb".to_owned();
        assert_eq!(Description::decode(&hostile.encode()), None);
    }

    #[test]
    fn a_page_of_something_else_says_what_is_missing() {
        for sdp in ["", "v=0", "a=fingerprint:sha-256 00:11", "a=fingerprint:sha-1 00"] {
            assert!(Description::from_sdp(sdp).is_err());
        }
    }
}
