//! Links that carry a review, a question or an answer in their fragment: written, found in what people paste,
//! and read. `docs/format/link.md` has the grammar.
//!
//! `#p1.<kind><codec>.<length>.<crc>.<payload>`, all of it `[A-Za-z0-9._-]`. The length is the payload's in
//! characters; the checksum covers kind, codec, length and payload. A link is found inside other text and inside
//! other links, with line breaks and spaces in it, with `%23` for `#`, with anything after it; one that was cut
//! off or altered says so. Finding unpacks nothing: [`Link::open`] does, up to a cap.

use super::limits::{Limits, size};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::write::DeflateEncoder;
use flate2::{Compression, Decompress, FlushDecompress, Status};
use std::io::Write;
use std::ops::Range;

/// What a link carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A review's document.
    Document,
    /// A question to somebody, see [`super::ask::Ask`].
    Ask,
    /// What somebody sends back, see [`super::ask::SendBack`].
    SendBack,
    /// To work on a review together now, see [`super::live::signal::Invite`].
    Invite,
    /// What who was invited sends back, see [`super::live::signal::Reply`].
    Reply,
    /// A sealed file, see [`super::sealed::Sealed`].
    Sealed,
    /// Where a draft lies beside the app, see [`super::published::Draft`].
    Published,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 7] =
        [Kind::Document, Kind::Ask, Kind::SendBack, Kind::Invite, Kind::Reply, Kind::Sealed, Kind::Published];

    fn letter(self) -> char {
        match self {
            Kind::Document => 'd',
            Kind::Ask => 'a',
            Kind::SendBack => 's',
            Kind::Invite => 'i',
            Kind::Reply => 'r',
            Kind::Sealed => 'e',
            Kind::Published => 'p',
        }
    }
}

/// How a link's contents are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Codec {
    Stored,
    Deflated,
}

impl Codec {
    fn letter(self) -> char {
        match self {
            Codec::Stored => '0',
            Codec::Deflated => 'z',
        }
    }
}

/// A link that arrived whole. Its contents are still packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    kind: Kind,
    codec: Codec,
    payload: String,
}

/// Why a link cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// There is none.
    #[error("There is no link to a review in this.")]
    NoLink,
    /// It was cut off.
    #[error("This link is cut off: {arrived} of {length} characters arrived. Ask for the file instead.")]
    Truncated {
        /// Characters of its payload that are there.
        arrived: usize,
        /// Characters there should be.
        length: usize,
    },
    /// It was cut off before its own length was said.
    #[error("This link is cut off at its beginning. Ask for it again, or for the file.")]
    TruncatedEarly,
    /// Its checksum differs.
    #[error(
        "This link was altered on its way: its characters are not those that were sent. Ask for it again, or for the file."
    )]
    Altered,
    /// A later version made it, or it was altered.
    #[error(
        "This link was made by a newer version of Second Story, or altered on its way. Reload the page to get the new version, then open it again."
    )]
    NewerVersion,
    /// Beyond what is read.
    #[error("This link has {0} characters, more than a link to a review may have. Ask for the file instead.")]
    TooLong(usize),
    /// More links than anyone pastes.
    #[error("There are more than {0} links in this. Paste a part of it.")]
    TooMany(usize),
    /// It would unpack into more than a review holds.
    #[error("This link unpacks to more than {}, which no review does. It was not opened.", size(*.0))]
    UnpacksTooLarge(usize),
    /// Its contents are not packed as it says.
    #[error("This link cannot be unpacked: what is in it is damaged. Ask for it again, or for the file.")]
    Damaged,
}

/// A link found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where in the text, in bytes.
    pub at: Range<usize>,
    /// The link, or what is wrong with it.
    pub link: Result<Link, LinkError>,
}

impl Link {
    /// A link that carries bytes, packed where that makes it shorter.
    pub fn new(kind: Kind, bytes: &[u8]) -> Link {
        let (codec, packed) = match deflate(bytes) {
            Some(packed) if packed.len() < bytes.len() => (Codec::Deflated, packed),
            _ => (Codec::Stored, bytes.to_vec()),
        };
        Link { kind, codec, payload: URL_SAFE_NO_PAD.encode(packed) }
    }

    /// What it carries.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// `#p1.…`
    pub fn fragment(&self) -> String {
        let head = head(self.kind.letter(), self.codec.letter(), self.payload.len());
        let sum = checksum(&head, &self.payload);
        format!("#p1.{head}{sum:08x}.{}", self.payload)
    }

    /// The whole link: the page's address with this fragment instead of any other.
    pub fn address(&self, page: &str) -> String {
        let page = page.split_once('#').map_or(page, |(page, _)| page);
        format!("{page}{}", self.fragment())
    }

    /// Unpacks what the link carries, and stops at the cap.
    ///
    /// # Errors
    /// Where it is damaged or unpacks to too much.
    pub fn open(&self, limits: &Limits) -> Result<Vec<u8>, LinkError> {
        if self.payload.len() > limits.link {
            return Err(LinkError::TooLong(self.payload.len()));
        }
        let packed = URL_SAFE_NO_PAD.decode(&self.payload).map_err(|_| LinkError::Damaged)?;
        match self.codec {
            Codec::Stored if packed.len() > limits.inflated => Err(LinkError::UnpacksTooLarge(limits.inflated)),
            Codec::Stored => Ok(packed),
            Codec::Deflated => inflate(&packed, limits.inflated),
        }
    }
}

fn head(kind: char, codec: char, length: usize) -> String {
    format!("{kind}{codec}.{length}.")
}

fn checksum(head: &str, payload: &str) -> u32 {
    let mut hasher = flate2::Crc::new();
    hasher.update(head.as_bytes());
    hasher.update(payload.as_bytes());
    hasher.sum()
}

fn deflate(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

/// Unpacks a piece at a time, so that a small input that stands for gigabytes costs no more than the cap.
fn inflate(packed: &[u8], limit: usize) -> Result<Vec<u8>, LinkError> {
    let mut state = Decompress::new(false);
    let mut out: Vec<u8> = Vec::new();
    let mut piece = [0_u8; 16 * 1024];
    loop {
        let read = usize::try_from(state.total_in()).unwrap_or(usize::MAX);
        let written = state.total_out();
        let rest = packed.get(read..).unwrap_or(&[]);
        let status = state.decompress(rest, &mut piece, FlushDecompress::None).map_err(|_| LinkError::Damaged);
        let made = usize::try_from(state.total_out().saturating_sub(written)).unwrap_or(usize::MAX);
        if out.len().saturating_add(made) > limit {
            return Err(LinkError::UnpacksTooLarge(limit));
        }
        out.extend_from_slice(piece.get(..made).unwrap_or(&[]));
        let moved = made > 0 || usize::try_from(state.total_in()).unwrap_or(usize::MAX) > read;
        match status? {
            Status::StreamEnd if usize::try_from(state.total_in()).unwrap_or(0) == packed.len() => return Ok(out),
            Status::StreamEnd => return Err(LinkError::Damaged),
            Status::Ok | Status::BufError if moved => {}
            Status::Ok | Status::BufError => return Err(LinkError::Damaged),
        }
    }
}

/// Finds every link in a text, in the order in which they stand there; each once.
///
/// # Errors
/// Where the text is longer than is looked at, or holds more links.
pub fn scan(text: &str, limits: &Limits) -> Result<Vec<Found>, LinkError> {
    if text.len() > limits.text {
        return Err(LinkError::TooLong(text.len()));
    }
    let mut found: Vec<Found> = Vec::new();
    let mut from = 0;
    while let Some(start) = next_start(text, from) {
        let (link, end) = read_at(text, start.after, limits);
        from = end.max(start.after);
        let Some(link) = link else { continue };
        // What says "p1." without a # before it may be any word; only a whole link is taken for one.
        if link.is_err() && !start.marked {
            continue;
        }
        if link.is_ok() && found.iter().any(|known| known.link == link) {
            continue;
        }
        if found.len() >= limits.links {
            return Err(LinkError::TooMany(limits.links));
        }
        found.push(Found { at: start.at..end, link });
    }
    Ok(found)
}

/// Reads the one link in a text: the first that is whole, and otherwise what is wrong with the first.
///
/// # Errors
/// Where there is no whole link.
pub fn parse(text: &str, limits: &Limits) -> Result<Link, LinkError> {
    let mut first_error = None;
    for found in scan(text, limits)? {
        match found.link {
            Ok(link) => return Ok(link),
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
    Err(first_error.unwrap_or(LinkError::NoLink))
}

/// How often a link may have been wrapped into another: `%23`, `%2523`, `%252523`.
const DEEPEST_WRAP: usize = 3;

/// Where a link may begin.
struct Start {
    /// At the `#`, or what stands for it.
    at: usize,
    /// Behind it, at the `p`.
    after: usize,
    /// Whether a `#` stands before it.
    marked: bool,
}

fn next_start(text: &str, from: usize) -> Option<Start> {
    let mut from = from;
    loop {
        let after = from + text.get(from..)?.find('p')?;
        from = after + 1;
        let rest = text.get(after..)?;
        let before = text.get(..after)?;
        // `p1.` is ours, `p2.` a later form; the point may be wrapped as well.
        let mut letters = Letters::new(rest, Skip::Nothing);
        if letters.next() != Some('p') || !letters.next().is_some_and(|digit| digit.is_ascii_digit()) {
            continue;
        }
        if letters.next() != Some('.') {
            continue;
        }
        if let Some(bare) = before.strip_suffix('#') {
            return Some(Start { at: bare.len(), after, marked: true });
        }
        if let Some(at) = wrapped_hash(before) {
            return Some(Start { at, after, marked: true });
        }
        if !before.ends_with(|letter: char| letter.is_alphanumeric() || letter == '.') {
            return Some(Start { at: after, after, marked: false });
        }
    }
}

/// Whether a text ends in `%23`, `%2523` or `%252523`; where that begins.
fn wrapped_hash(before: &str) -> Option<usize> {
    let mut bare = before.strip_suffix("23")?;
    for _ in 0..DEEPEST_WRAP {
        if let Some(start) = bare.strip_suffix('%') {
            return Some(start.len());
        }
        bare = bare.strip_suffix("25")?;
    }
    None
}

/// What stands inside a link and is no part of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Skip {
    Nothing,
    /// Line breaks, with the marks of quoting and indentation that follow them.
    LineBreaks,
    /// All white space, too.
    Spaces,
}

/// The letters of a text as a link has them: unwrapped, and without what is to be skipped.
struct Letters<'a> {
    text: &'a str,
    at: usize,
    skip: Skip,
}

impl<'a> Letters<'a> {
    fn new(text: &'a str, skip: Skip) -> Self {
        Letters { text, at: 0, skip }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// Passes over what is to be skipped, where more of the link follows.
    fn pass(&mut self) {
        if self.skip == Skip::Nothing {
            return;
        }
        let rest = self.rest();
        // Mail in its raw form ends a broken line with an equals sign.
        let soft = rest.strip_prefix('=').filter(|after| after.starts_with(['\r', '\n'])).unwrap_or(rest);
        let is_break = |letter: char| matches!(letter, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}');
        let is_space =
            |letter: char| letter.is_whitespace() || matches!(letter, '\u{200b}' | '\u{feff}' | '\u{2060}' | '\u{ad}');
        let mut after = soft;
        if self.skip == Skip::LineBreaks {
            after = after.trim_start_matches([' ', '\t']);
            if !after.starts_with(is_break) {
                return;
            }
        } else if !after.starts_with(is_space) {
            return;
        }
        let broken = after.trim_start_matches(is_space);
        let line = broken.trim_start_matches(|letter| letter == '>' || letter == '|' || is_space(letter));
        // The next line may be another address, not the rest of this one.
        if line.split(is_space).next().is_some_and(|word| word.contains(':')) {
            return;
        }
        self.at = self.text.len() - line.len();
    }
}

impl Iterator for Letters<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        let rest = self.rest();
        let first = rest.chars().next()?;
        if is_ours(first) {
            self.at += first.len_utf8();
            return Some(first);
        }
        if first == '%' {
            let (letter, length) = unwrapped(rest)?;
            self.at += length;
            return Some(letter);
        }
        let before = self.at;
        self.pass();
        if self.at == before {
            return None;
        }
        match self.rest().chars().next() {
            Some(letter) if is_ours(letter) || letter == '%' => self.next(),
            _ => {
                self.at = before;
                None
            }
        }
    }
}

fn is_ours(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-')
}

/// `%2D` and `%252D` as the letter they stand for, with their length.
fn unwrapped(text: &str) -> Option<(char, usize)> {
    let mut length = 1;
    for _ in 0..DEEPEST_WRAP {
        let code = text.get(length..length + 2)?;
        let letter = char::from(u8::from_str_radix(code, 16).ok()?);
        length += 2;
        if letter != '%' {
            return is_ours(letter).then_some((letter, length));
        }
    }
    None
}

/// Reads a link at its `p`. Gives back what it is and where it ends; nothing where it does not look like one.
fn read_at(text: &str, at: usize, limits: &Limits) -> (Option<Result<Link, LinkError>>, usize) {
    let rest = text.get(at..).unwrap_or("");
    let mut error: Option<(LinkError, usize)> = None;
    // As it stands; then with line breaks in it; then with spaces in it. What adds up is right.
    for skip in [Skip::Nothing, Skip::LineBreaks, Skip::Spaces] {
        match attempt(rest, skip, limits) {
            Attempt::Whole(link, length) => return (Some(Ok(link)), at + length),
            Attempt::NoLink => {}
            Attempt::Broken(broken, length) => {
                // That it was altered is believed only of characters that stand together or on lines of their
                // own: what follows after a space is the next word.
                if skip != Skip::Spaces {
                    error = Some(prefer(error, broken, length));
                }
            }
        }
    }
    match error {
        Some((error, length)) => (Some(Err(error)), at + length),
        None => (None, at + 1),
    }
}

fn prefer(before: Option<(LinkError, usize)>, now: LinkError, length: usize) -> (LinkError, usize) {
    match before {
        Some((LinkError::Altered | LinkError::NewerVersion | LinkError::TooLong(_), _)) | None => {
            before.unwrap_or((now, length))
        }
        Some(_) => (now, length),
    }
}

enum Attempt {
    Whole(Link, usize),
    Broken(LinkError, usize),
    NoLink,
}

fn attempt(rest: &str, skip: Skip, limits: &Limits) -> Attempt {
    let mut letters = Letters::new(rest, skip);
    let version: String = letters.by_ref().take(3).collect();
    let mut field = |longest: usize| -> Option<String> {
        let mut field = String::new();
        for letter in letters.by_ref() {
            if letter == '.' {
                return Some(field);
            }
            field.push(letter);
            if field.len() > longest {
                return None;
            }
        }
        // The text ended inside this field.
        field.push('!');
        Some(field)
    };
    let (Some(packing), Some(length), Some(sum)) = (field(2), field(9), field(8)) else { return Attempt::NoLink };
    let cut = |field: &str| field.ends_with('!');
    if cut(&packing) || cut(&length) || cut(&sum) {
        let end = letters.at;
        let like_ours = packing.len() <= 3 && length.trim_end_matches('!').bytes().all(|byte| byte.is_ascii_digit());
        return if like_ours { Attempt::Broken(LinkError::TruncatedEarly, end) } else { Attempt::NoLink };
    }
    let (Ok(length), Ok(sum)) = (length.parse::<usize>(), u32::from_str_radix(&sum, 16)) else {
        return if packing.len() == 2 { Attempt::Broken(LinkError::Altered, letters.at) } else { Attempt::NoLink };
    };
    if length > limits.link {
        return Attempt::Broken(LinkError::TooLong(length), letters.at);
    }
    let payload = payload(&mut letters, length);
    let end = letters.at;
    let mut packing = packing.chars();
    let (Some(kind_letter), Some(codec_letter), None) = (packing.next(), packing.next(), packing.next()) else {
        return Attempt::NoLink;
    };
    if payload.len() < length {
        return Attempt::Broken(LinkError::Truncated { arrived: payload.len(), length }, end);
    }
    if checksum(&head(kind_letter, codec_letter, length), &payload) != sum {
        return Attempt::Broken(LinkError::Altered, end);
    }
    let kind = Kind::ALL.into_iter().find(|kind| kind.letter() == kind_letter);
    let codec = [Codec::Stored, Codec::Deflated].into_iter().find(|codec| codec.letter() == codec_letter);
    match (version.as_str(), kind, codec) {
        ("p1.", Some(kind), Some(codec)) => Attempt::Whole(Link { kind, codec, payload }, end),
        _ => Attempt::Broken(LinkError::NewerVersion, end),
    }
}

/// Takes up to `length` letters of the payload. A point is no part of it, so it ends there.
fn payload(letters: &mut Letters<'_>, length: usize) -> String {
    let mut payload = String::new();
    while payload.len() < length {
        let before = letters.at;
        match letters.next() {
            Some('.') => {
                letters.at = before;
                break;
            }
            Some(letter) => payload.push(letter),
            None => break,
        }
    }
    payload
}

/// A place where people put links, and how long one may be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its name.
    pub name: &'static str,
    /// Characters of the whole link that survive there.
    pub longest: usize,
}

/// The places that are known, from the narrowest on. Chats' limits as their makers and users report them; the
/// browsers' were measured.
pub const PLACES: [Place; 5] = [
    Place { name: "Discord", longest: 2_000 },
    Place { name: "Slack", longest: 4_000 },
    Place { name: "Teams", longest: 28_000 },
    Place { name: "Firefox", longest: 1 << 20 },
    Place { name: "Chrome and Edge", longest: 2 << 20 },
];

/// The longest link that is offered at all: what every browser opens. Beyond it, only the file is.
pub const LONGEST_LINK: usize = 1 << 20;

/// Where a link of so many characters survives.
pub fn where_it_survives(length: usize) -> Vec<(Place, bool)> {
    PLACES.into_iter().map(|place| (place, length <= place.longest)).collect()
}

/// The same in one sentence.
pub fn survival_sentence(length: usize) -> String {
    if length > LONGEST_LINK {
        return format!("At {length} characters this is too long for a link. Send the file.");
    }
    let (fits, cut): (Vec<_>, Vec<_>) = where_it_survives(length).into_iter().partition(|(_, fits)| *fits);
    let names = |places: &[(Place, bool)]| places.iter().map(|(place, _)| place.name).collect::<Vec<_>>().join(", ");
    if cut.is_empty() {
        format!("{length} characters: short enough everywhere.")
    } else {
        format!(
            "{length} characters: arrives whole in {}; is cut off in {}. There, send the file.",
            names(&fits),
            names(&cut)
        )
    }
}

#[cfg(test)]
#[allow(clippy::string_slice)]
mod tests {
    use super::*;

    fn sample() -> (Link, Vec<u8>) {
        let bytes: Vec<u8> = (0..900_u32).flat_map(|n| (n * n).to_be_bytes()).collect();
        (Link::new(Kind::Document, &bytes), bytes)
    }

    fn limits() -> Limits {
        Limits::default()
    }

    #[test]
    fn a_link_comes_back_from_an_address() {
        let (link, bytes) = sample();
        let address = link.address("https://example.org/app/#/r/abc/read");
        assert!(address.starts_with("https://example.org/app/#p1.dz."));
        assert!(address.split_once('#').unwrap().1.chars().all(is_ours));
        let read = parse(&address, &limits()).unwrap();
        assert_eq!(read.open(&limits()).unwrap(), bytes);
    }

    #[test]
    fn a_link_survives_safe_links_mail_and_chat() {
        let (link, _) = sample();
        let address = link.address("https://example.org/");
        let encoded = |text: &str| {
            text.chars()
                .map(|letter| if is_ours(letter) { letter.to_string() } else { format!("%{:02X}", u32::from(letter)) })
                .collect::<String>()
        };
        let once = format!("https://safelinks.example/?url={}&data=05%7C", encoded(&address));
        let twice = format!("https://other.example/?u={}&x=1", encoded(&once));
        let thrice = format!("https://third.example/?q={}", encoded(&twice));
        let middle = address.len() / 2;
        let wrapped_lines = address.as_bytes().chunks(72).map(|c| std::str::from_utf8(c).unwrap()).collect::<Vec<_>>();
        for text in [
            format!("see {address}."),
            format!("<{address}>"),
            format!("({address}), thanks"),
            format!("<{address}|the review>"),
            format!("\"{address}\""),
            address.replace('#', "%23"),
            address.replace('#', "/"),
            once,
            twice,
            thrice,
            wrapped_lines.join("\r\n"),
            format!("> {}", wrapped_lines.join("\n> ")),
            wrapped_lines.join("=\r\n"),
            format!("{} {}", &address[..middle], &address[middle..]),
            format!("{}\u{200b}{} and more words", &address[..middle], &address[middle..]),
            address.replace('-', "%2D").replace('_', "%5f"),
            format!("{address}and more"),
        ] {
            assert_eq!(parse(&text, &limits()).as_ref(), Ok(&link), "{text}");
        }
    }

    #[test]
    fn a_link_that_was_cut_off_says_how_much_arrived() {
        let (link, _) = sample();
        let fragment = link.fragment();
        let length = link.payload.len();
        let cut = &fragment[..fragment.len() - 100];
        for text in [cut.to_owned(), format!("{cut} I saw the alert first"), format!("{cut}\nhttps://example.org/x")] {
            assert_eq!(parse(&text, &limits()), Err(LinkError::Truncated { arrived: length - 100, length }), "{text}");
        }
        assert_eq!(parse("https://example.org/#p1.dz.12", &limits()), Err(LinkError::TruncatedEarly));
        assert_eq!(
            LinkError::Truncated { arrived: 1_996, length: 4_020 }.to_string(),
            "This link is cut off: 1996 of 4020 characters arrived. Ask for the file instead."
        );
    }

    #[test]
    fn a_letter_changed_in_a_link_of_several_lines_is_an_alteration() {
        let (link, _) = sample();
        let fragment = link.fragment();
        let end = if fragment.ends_with('A') { 'B' } else { 'A' };
        let altered = format!("{}{end}", &fragment[..fragment.len() - 1]);
        assert_eq!(parse(&altered, &limits()), Err(LinkError::Altered));
        let lines =
            altered.as_bytes().chunks(60).map(|c| std::str::from_utf8(c).unwrap()).collect::<Vec<_>>().join("\n");
        assert_eq!(parse(&lines, &limits()), Err(LinkError::Altered));
    }

    #[test]
    fn every_link_of_a_chat_is_found_once_and_in_order() {
        let one = Link::new(Kind::SendBack, b"one");
        let two = Link::new(Kind::SendBack, b"two");
        let (long, _) = sample();
        let (one_at, two_at, long_at) =
            (one.address("https://a/"), two.address("https://a/"), long.address("https://b/"));
        let chat = format!(
            "[14:02] Ada: here is mine {one_at}\n[14:03] Lin: p1.5 of the spec? and {two_at}!\n[14:04] Ada: again {one_at}\nSam: {long_at}\n"
        );
        let found = scan(&chat, &limits()).unwrap();
        let links: Vec<_> = found.iter().map(|found| found.link.clone().unwrap()).collect();
        assert_eq!(links, [one, two, long]);
        assert_eq!(&chat[found[0].at.clone()], one_at.trim_start_matches("https://a/"));
    }

    #[test]
    fn words_are_no_links() {
        for text in ["", "p1.", "see p1.2.3", "#p1", "http://x/#/r/abc", "the #p1.foo tag"] {
            assert_eq!(parse(text, &limits()), Err(LinkError::NoLink), "{text}");
        }
    }

    #[test]
    fn a_link_of_a_later_version_says_so() {
        let (link, _) = sample();
        let later = link.fragment().replace("#p1.", "#p2.");
        assert_eq!(parse(&later, &limits()), Err(LinkError::NewerVersion));
    }

    #[test]
    fn a_bomb_is_stopped_at_the_cap() {
        let bomb = Link::new(Kind::Document, &vec![0; 40 << 20]);
        assert!(bomb.payload.len() < 60_000, "it is small from outside: {}", bomb.payload.len());
        assert_eq!(bomb.open(&limits()), Err(LinkError::UnpacksTooLarge(16 << 20)));
        let fits = Link::new(Kind::Document, &vec![0; 1 << 20]);
        assert_eq!(fits.open(&limits()).unwrap().len(), 1 << 20);
    }

    #[test]
    fn a_text_of_nothing_but_links_is_not_read_for_ever() {
        let text = "#p1.d0.5.00000000.AAAAA ".repeat(200_000);
        assert_eq!(scan(&text, &limits()), Err(LinkError::TooMany(1_000)));
    }

    #[test]
    fn the_meter_says_where_a_link_survives() {
        assert_eq!(survival_sentence(1_500), "1500 characters: short enough everywhere.");
        let words = survival_sentence(5_000);
        assert_eq!(
            words,
            "5000 characters: arrives whole in Teams, Firefox, Chrome and Edge; is cut off in Discord, Slack. There, send the file."
        );
        assert!(survival_sentence(LONGEST_LINK + 1).contains("Send the file"));
    }
}
