//! The gate: what comes from outside is read here before any of it is believed.
//!
//! [`quarantine`] runs inside the worker that the browser throws away afterwards: it measures, unpacks, loads
//! and looks at what came, and gives back the changes that the app lacks, in causal order, or one sentence that
//! says why not. It changes nothing and knows nothing of the app's documents but what the request says. Whether
//! a review is known, new, or read-only is in the answer; what to do about it is for people to say.

use super::ask::{Ask, AskError, SendBack};
use super::bytes::{Reader, Writer};
use super::envelope::{Envelope, EnvelopeError, Evidence, Kind};
use super::export::page;
use super::import::json::{self, JsonError};
use super::limits::Limits;
use super::link::{self, LinkError};
use super::live::signal::{Invite, Reply};
use super::looks::Looks;
use super::sealed::SealedError;
use crate::document::{Head, Identity, Inspected, Refusal, everything_written, inspect};
use crate::review::ReviewView;
use std::collections::BTreeSet;

/// What came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file's bytes.
    File(Vec<u8>),
    /// A link, by itself or in other text; the first whole one counts.
    Link(String),
}

/// A review that the app has already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its beginning.
    pub genesis: Head,
    /// The changes it has. May be left empty: then all that came are given back.
    pub changes: Vec<Head>,
}

/// What the worker is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What came.
    pub input: Input,
    /// What the app has.
    pub known: Vec<Known>,
    /// The app's own document that a sent-back change builds on, where it builds on more than the beginning:
    /// asked for by [`Fault::BuildsOnMore`].
    pub base: Option<Vec<u8>>,
}

/// A review that came, looked at and let through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// Which review it is.
    pub identity: Identity,
    /// Its heads, sorted.
    pub heads: Vec<Head>,
    /// The version of its form, where that is newer than this app's: it opens to be read, not changed.
    pub newer_version: Option<u64>,
    /// What it is called.
    pub title: String,
    /// Whether the app said that it has this review.
    pub known: bool,
    /// How many changes came in all.
    pub total: u64,
    /// Those the app lacks, in causal order: hash and raw bytes.
    pub changes: Vec<(Head, Vec<u8>)>,
}

/// One thing that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// A review.
    Review(Review),
    /// A question to whoever opens it.
    Ask(Ask),
    /// Somebody's answer.
    SendBack {
        /// The review it belongs to; its changes are what was sent back.
        review: Review,
        /// The role it was seen from.
        seen_from: String,
    },
    /// To work on a review together now.
    Invite(Invite),
    /// What who was invited sends back.
    Reply(Reply),
    /// A review that was exported as JSON: it becomes one of its own.
    Json {
        /// What it shows.
        view: Box<ReviewView>,
        /// Paths of what has no place in a review here.
        left_out: Vec<String>,
    },
}

/// Evidence that came along, its hash checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// SHA-256 of the bytes.
    pub hash: [u8; 32],
    /// Media type, as the file claims.
    pub media_type: String,
    /// Name, as the file claims.
    pub name: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// What the worker answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// What came, in order.
    pub arrivals: Vec<Arrival>,
    /// Evidence.
    pub evidence: Vec<Piece>,
    /// Words of the sender.
    pub notes: Vec<String>,
    /// Sections of other kinds, as they came: four letters, bytes.
    pub others: Vec<([u8; 4], Vec<u8>)>,
    /// Parts of a file with several that were refused while others were let through: part, and why.
    pub refused: Vec<(u64, GateError)>,
}

/// The sort of thing that is wrong, for those who act on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// Nothing in it.
    Empty,
    /// Something else.
    SomethingElse,
    /// Cut off.
    Truncated,
    /// Altered on its way.
    Altered,
    /// Of a newer form that cannot even be unpacked here.
    NewerForm,
    /// Over a cap.
    TooLarge,
    /// Damaged inside.
    Damaged,
    /// A document that is no review.
    NotAReview,
    /// Another review than the one it was opened for.
    AnotherReview,
    /// It would hide what others wrote.
    Hides,
    /// It builds on changes that are not in it: ask again with the app's document as base.
    BuildsOnMore,
    /// The worker was stopped for taking too long.
    TimedOut,
    /// The worker ran out of memory.
    OutOfMemory,
    /// The reader broke down.
    Crashed,
    /// The worker's own message cannot be read.
    Confused,
}

impl Fault {
    const ALL: [Fault; 15] = [
        Fault::Empty,
        Fault::SomethingElse,
        Fault::Truncated,
        Fault::Altered,
        Fault::NewerForm,
        Fault::TooLarge,
        Fault::Damaged,
        Fault::NotAReview,
        Fault::AnotherReview,
        Fault::Hides,
        Fault::BuildsOnMore,
        Fault::TimedOut,
        Fault::OutOfMemory,
        Fault::Crashed,
        Fault::Confused,
    ];

    fn code(self) -> u8 {
        let place = Fault::ALL.iter().position(|fault| *fault == self).unwrap_or(Fault::ALL.len());
        u8::try_from(place).unwrap_or(u8::MAX)
    }

    fn from_code(code: u8) -> Option<Fault> {
        Fault::ALL.get(usize::from(code)).copied()
    }
}

/// Why nothing of it was opened: one sentence to show, and its sort. Nothing of the app has changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{sentence}")]
pub struct GateError {
    /// The sort.
    pub fault: Fault,
    /// What to show.
    pub sentence: String,
}

impl GateError {
    fn new(fault: Fault, sentence: impl Into<String>) -> Self {
        GateError { fault, sentence: sentence.into() }
    }

    /// The worker took longer than it may.
    pub fn timed_out(limit_ms: u32) -> Self {
        let seconds = limit_ms.div_ceil(1000);
        let sentence =
            format!("Reading this took longer than {seconds} seconds, so it was stopped. Nothing was changed.");
        GateError::new(Fault::TimedOut, sentence)
    }

    /// The worker asked for more memory than it may have.
    pub fn out_of_memory() -> Self {
        GateError::new(
            Fault::OutOfMemory,
            "Reading this needs more memory than a review ever does, so it was stopped. Nothing was changed.",
        )
    }

    /// The reader broke down.
    pub fn crashed() -> Self {
        GateError::new(
            Fault::Crashed,
            "This is damaged in a way that stopped the reader. Nothing was changed. Ask for it again.",
        )
    }

    /// What came is another review than the one it was opened for; it can be kept as a copy beside it.
    pub fn another_review(title: &str) -> Self {
        let name = if title.trim().is_empty() {
            "another review".to_owned()
        } else {
            format!("another review, “{}”", title.trim())
        };
        GateError::new(
            Fault::AnotherReview,
            format!("This is {name}. It cannot be added to this one; it can be kept beside it, on its own."),
        )
    }

    /// That a review of a newer form opens to be read only.
    pub fn newer_version(version: u64) -> String {
        format!(
            "This review was written by a newer version of Second Story (form {version}). You can read it here; to change it, reload the page to get the new version."
        )
    }
}

impl From<EnvelopeError> for GateError {
    fn from(error: EnvelopeError) -> Self {
        let fault = match error {
            EnvelopeError::Empty => Fault::Empty,
            EnvelopeError::SomethingElse(_) => Fault::SomethingElse,
            EnvelopeError::Truncated { .. } | EnvelopeError::EndMissing(_) => Fault::Truncated,
            EnvelopeError::Altered { .. } | EnvelopeError::AlteredAsText | EnvelopeError::Trailing(_) => Fault::Altered,
            EnvelopeError::NewerVersion(_) => Fault::NewerForm,
            EnvelopeError::TooLarge { .. } | EnvelopeError::TooManySections(_) => Fault::TooLarge,
        };
        GateError::new(fault, error.to_string())
    }
}

impl From<LinkError> for GateError {
    fn from(error: LinkError) -> Self {
        let fault = match error {
            LinkError::NoLink => Fault::SomethingElse,
            LinkError::Truncated { .. } | LinkError::TruncatedEarly => Fault::Truncated,
            LinkError::Altered => Fault::Altered,
            LinkError::NewerVersion => Fault::NewerForm,
            LinkError::TooLong(_) | LinkError::TooMany(_) | LinkError::UnpacksTooLarge(_) => Fault::TooLarge,
            LinkError::Damaged => Fault::Damaged,
        };
        GateError::new(fault, error.to_string())
    }
}

impl From<AskError> for GateError {
    fn from(error: AskError) -> Self {
        let fault = match error {
            AskError::Empty => Fault::Empty,
            AskError::NewerVersion => Fault::NewerForm,
            AskError::Damaged(_) => Fault::Damaged,
        };
        GateError::new(fault, error.to_string())
    }
}

impl From<SealedError> for GateError {
    fn from(error: SealedError) -> Self {
        GateError::new(Fault::SomethingElse, error.to_string())
    }
}

impl From<JsonError> for GateError {
    fn from(error: JsonError) -> Self {
        let fault = match error {
            JsonError::Empty => Fault::Empty,
            JsonError::NotJson(_) | JsonError::SomethingElse => Fault::SomethingElse,
            JsonError::Broken { .. } | JsonError::Wrong { .. } => Fault::Damaged,
            JsonError::NewerVersion(_) => Fault::NewerForm,
            JsonError::TooLarge { .. } => Fault::TooLarge,
        };
        GateError::new(fault, error.to_string())
    }
}

impl From<Refusal> for GateError {
    fn from(refusal: Refusal) -> Self {
        let unchanged = "Nothing was changed.";
        match refusal {
            Refusal::NotADocument(_) => GateError::new(
                Fault::Damaged,
                format!("What is in this is damaged and cannot be read as a review. {unchanged}"),
            ),
            Refusal::NoGenesis => GateError::new(
                Fault::NotAReview,
                format!("This is a document of another program, not a review. {unchanged}"),
            ),
            Refusal::AnotherReview => GateError::another_review(""),
            Refusal::ContainerReplaced { .. } | Refusal::BodyReplaced { .. } | Refusal::NotText { .. } => {
                GateError::new(
                    Fault::Hides,
                    format!("This holds a change that would hide what others wrote, so it was not opened. {unchanged}"),
                )
            }
            Refusal::TooMany { what, count, limit } => GateError::new(
                Fault::TooLarge,
                format!("This has {count} {what}, more than the {limit} that a review may have. {unchanged}"),
            ),
            Refusal::Incomplete(missing) => GateError::new(
                Fault::BuildsOnMore,
                format!(
                    "This builds on earlier wordings that are not in it ({missing}). Ask for the whole review. {unchanged}"
                ),
            ),
            Refusal::Duplicate => GateError::new(
                Fault::Damaged,
                format!("Two different changes in this claim the same place, so it cannot be read. {unchanged}"),
            ),
        }
    }
}

/// Reads foreign bytes inside the quarantine worker: an encoded [`Request`] in, an encoded [`Response`] or
/// [`GateError`] out. Panics of the parser end the worker; the app tells that from outside.
#[must_use]
pub fn quarantine(request: &[u8]) -> Vec<u8> {
    let answer = match Request::decode(request) {
        Some(request) => read(&request, &Limits::default()),
        None => Err(confused()),
    };
    encode_answer(&answer)
}

fn confused() -> GateError {
    GateError::new(Fault::Confused, "This could not be checked. Reload the page and try again.")
}

/// Reads what came. Loads documents: run it where memory is bounded and a panic is harmless.
///
/// # Errors
/// Why nothing of it was let through.
pub fn read(request: &Request, limits: &Limits) -> Result<Response, GateError> {
    let mut response = Response::default();
    match &request.input {
        Input::Link(text) => {
            let link = link::parse(text, limits)?;
            let bytes = link.open(limits)?;
            let arrival = match link.kind() {
                link::Kind::Document => Arrival::Review(document(&bytes, request, limits)?),
                link::Kind::Ask => asked(&bytes, limits)?,
                link::Kind::SendBack => sent_back(&bytes, request, limits)?,
                // Opened with its key, or fetched, before it comes here.
                link::Kind::Sealed | link::Kind::Published => return Err(SealedError::NeedsKey.into()),
                link::Kind::Invite => Arrival::Invite(Invite::decode(&bytes)?),
                link::Kind::Reply => Arrival::Reply(Reply::decode(&bytes)?),
            };
            response.arrivals.push(arrival);
        }
        Input::File(bytes) if json::looks_like_it(bytes) || page::data(bytes).is_some() => {
            let read = json::read(page::data(bytes).unwrap_or(bytes), limits)?;
            response.arrivals.push(Arrival::Json { view: Box::new(read.view), left_out: read.left_out });
            // What they are called and of which type they are stands in the review.
            response.evidence.extend(read.evidence.into_iter().map(|(hash, bytes)| Piece {
                hash,
                media_type: String::new(),
                name: String::new(),
                bytes,
            }));
        }
        Input::File(bytes) if Looks::of(bytes) == Looks::Document => {
            if bytes.len() > limits.file {
                return Err(EnvelopeError::TooLarge { have: bytes.len(), limit: limits.file }.into());
            }
            response.arrivals.push(Arrival::Review(document(bytes, request, limits)?));
        }
        Input::File(bytes) if Looks::of(bytes) == Looks::Sealed => return Err(SealedError::NeedsKey.into()),
        Input::File(bytes) => {
            let envelope = Envelope::decode(bytes, limits)?;
            for (section, number) in envelope.sections.iter().zip(1_u64..) {
                if let Err(error) = part(section.kind, &section.bytes, request, limits, &mut response) {
                    response.refused.push((number, error));
                }
            }
            if response.arrivals.is_empty() {
                if let Some((_, error)) = response.refused.first() {
                    return Err(error.clone());
                }
                if response.evidence.is_empty() && response.others.is_empty() {
                    return Err(GateError::new(Fault::Empty, "There is no review in this file."));
                }
            }
        }
    }
    Ok(response)
}

fn part(kind: Kind, bytes: &[u8], request: &Request, limits: &Limits, into: &mut Response) -> Result<(), GateError> {
    match kind {
        Kind::Document => into.arrivals.push(Arrival::Review(document(bytes, request, limits)?)),
        Kind::SendBack => into.arrivals.push(sent_back(bytes, request, limits)?),
        Kind::Ask => into.arrivals.push(asked(bytes, limits)?),
        Kind::Evidence => {
            let piece = Evidence::decode(bytes).ok_or_else(|| {
                GateError::new(
                    Fault::Altered,
                    "A piece of evidence in this file is not what its name says it is; it was left out.",
                )
            })?;
            into.evidence.push(Piece {
                hash: piece.hash,
                media_type: piece.media_type.into_owned(),
                name: piece.name.into_owned(),
                bytes: piece.bytes.into_owned(),
            });
        }
        Kind::Note => into.notes.push(String::from_utf8_lossy(bytes).into_owned()),
        Kind::Private | Kind::Other(_) => into.others.push((kind.tag(), bytes.to_vec())),
    }
    Ok(())
}

fn document(bytes: &[u8], request: &Request, limits: &Limits) -> Result<Review, GateError> {
    Ok(review(inspect(bytes, &limits.document)?, request))
}

fn review(inspected: Inspected, request: &Request) -> Review {
    let known = request.known.iter().find(|known| known.genesis == inspected.identity.genesis);
    let has: BTreeSet<Head> = known.map(|known| known.changes.iter().copied().collect()).unwrap_or_default();
    let total = u64::try_from(inspected.changes.len()).unwrap_or(u64::MAX);
    Review {
        identity: inspected.identity,
        heads: inspected.heads,
        newer_version: inspected.newer_version,
        title: inspected.title,
        known: known.is_some(),
        total,
        changes: inspected.changes.into_iter().filter(|(head, _)| !has.contains(head)).collect(),
    }
}

fn asked(bytes: &[u8], limits: &Limits) -> Result<Arrival, GateError> {
    let ask = Ask::decode(bytes)?;
    // What a question begins with must be a beginning, and nothing else.
    let inspected = inspect(&ask.genesis, &limits.document)?;
    if inspected.changes.len() != 1 {
        return Err(AskError::Damaged("beginning").into());
    }
    Ok(Arrival::Ask(ask))
}

fn sent_back(bytes: &[u8], request: &Request, limits: &Limits) -> Result<Arrival, GateError> {
    let sent = SendBack::decode(bytes)?;
    let mut whole = request.base.clone().unwrap_or_else(|| sent.genesis.clone());
    for change in &sent.changes {
        whole.extend_from_slice(change);
    }
    let genesis = inspect(&sent.genesis, &limits.document)?.identity;
    let inspected = inspect(&whole, &limits.document).map_err(|refusal| match refusal {
        // Changes that are whole in themselves and yet cannot be loaded build on others that are not here.
        Refusal::NotADocument(_) if sent.changes.iter().all(|change| everything_written(change).is_ok()) => {
            Refusal::Incomplete(sent.changes.len())
        }
        other => other,
    })?;
    let mut review = review(inspected, request);
    if review.identity != genesis {
        return Err(GateError::another_review(&review.title));
    }
    if review.known || request.base.is_some() {
        review.changes.retain(|(_, raw)| sent.changes.contains(raw));
    }
    Ok(Arrival::SendBack { review, seen_from: sent.seen_from })
}

// ---------------------------------------------------------------------------------------------------------------
// The form of requests and answers. It lives for one question: both ends are the same build.

impl Request {
    /// A request about what came, of an app that has these reviews.
    pub fn new(input: Input, known: Vec<Known>) -> Self {
        Request { input, known, base: None }
    }

    /// The bytes for the worker.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Writer::default();
        match &self.input {
            Input::File(bytes) => {
                out.byte(0);
                out.bytes(bytes);
            }
            Input::Link(text) => {
                out.byte(1);
                out.text(text);
            }
        }
        out.count(self.known.len());
        for known in &self.known {
            out.raw(&known.genesis.0);
            write_heads(&mut out, &known.changes);
        }
        match &self.base {
            None => out.byte(0),
            Some(base) => {
                out.byte(1);
                out.bytes(base);
            }
        }
        out.done()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        let input = match reader.byte()? {
            0 => Input::File(reader.bytes()?.to_vec()),
            1 => Input::Link(reader.text()?.to_owned()),
            _ => return None,
        };
        let mut known = Vec::new();
        for _ in 0..reader.count()? {
            known.push(Known { genesis: Head(reader.array()?), changes: read_heads(&mut reader)? });
        }
        let base = match reader.byte()? {
            0 => None,
            _ => Some(reader.bytes()?.to_vec()),
        };
        Some(Request { input, known, base })
    }
}

impl Response {
    /// Reads what the worker answered.
    ///
    /// # Errors
    /// Why nothing was let through.
    pub fn decode(bytes: &[u8]) -> Result<Response, GateError> {
        decode_answer(bytes).unwrap_or_else(|| Err(confused()))
    }

    /// The reviews that came, those of answers included.
    pub fn reviews(&self) -> impl Iterator<Item = &Review> {
        self.arrivals.iter().filter_map(|arrival| match arrival {
            Arrival::Review(review) | Arrival::SendBack { review, .. } => Some(review),
            Arrival::Ask(_) | Arrival::Invite(_) | Arrival::Reply(_) | Arrival::Json { .. } => None,
        })
    }
}

fn write_heads(out: &mut Writer, heads: &[Head]) {
    out.count(heads.len());
    for head in heads {
        out.raw(&head.0);
    }
}

fn read_heads(reader: &mut Reader<'_>) -> Option<Vec<Head>> {
    let mut heads = Vec::new();
    for _ in 0..reader.count()? {
        heads.push(Head(reader.array()?));
    }
    Some(heads)
}

fn write_texts(out: &mut Writer, texts: &[String]) {
    out.count(texts.len());
    for text in texts {
        out.text(text);
    }
}

fn read_texts(reader: &mut Reader<'_>) -> Option<Vec<String>> {
    let mut texts = Vec::new();
    for _ in 0..reader.count()? {
        texts.push(reader.text()?.to_owned());
    }
    Some(texts)
}

fn write_error(out: &mut Writer, error: &GateError) {
    out.byte(error.fault.code());
    out.text(&error.sentence);
}

fn read_error(reader: &mut Reader<'_>) -> Option<GateError> {
    Some(GateError { fault: Fault::from_code(reader.byte()?)?, sentence: reader.text()?.to_owned() })
}

fn write_review(out: &mut Writer, review: &Review) {
    out.raw(&review.identity.genesis.0);
    write_heads(out, &review.heads);
    out.number(review.newer_version.unwrap_or(0));
    out.text(&review.title);
    out.byte(u8::from(review.known));
    out.number(review.total);
    out.count(review.changes.len());
    for (head, bytes) in &review.changes {
        out.raw(&head.0);
        out.bytes(bytes);
    }
}

fn read_review(reader: &mut Reader<'_>) -> Option<Review> {
    let identity = Identity::of(Head(reader.array()?));
    let heads = read_heads(reader)?;
    let newer_version = Some(reader.number()?).filter(|version| *version > 0);
    let title = reader.text()?.to_owned();
    let known = reader.byte()? == 1;
    let total = reader.number()?;
    let mut changes = Vec::new();
    for _ in 0..reader.count()? {
        changes.push((Head(reader.array()?), reader.bytes()?.to_vec()));
    }
    Some(Review { identity, heads, newer_version, title, known, total, changes })
}

fn encode_answer(answer: &Result<Response, GateError>) -> Vec<u8> {
    let mut out = Writer::default();
    let response = match answer {
        Ok(response) => response,
        Err(error) => {
            out.byte(0);
            write_error(&mut out, error);
            return out.done();
        }
    };
    out.byte(1);
    out.count(response.arrivals.len());
    for arrival in &response.arrivals {
        match arrival {
            Arrival::Review(review) => {
                out.byte(0);
                write_review(&mut out, review);
            }
            Arrival::Ask(ask) => {
                out.byte(1);
                out.bytes(&ask.encode());
            }
            Arrival::SendBack { review, seen_from } => {
                out.byte(2);
                write_review(&mut out, review);
                out.text(seen_from);
            }
            Arrival::Json { view, left_out } => {
                out.byte(3);
                // A view is made of maps with text keys, and numbers that are whole: it can always be written.
                out.bytes(&serde_json::to_vec(view).unwrap_or_default());
                write_texts(&mut out, left_out);
            }
            Arrival::Invite(invite) => {
                out.byte(4);
                out.bytes(&invite.encode());
            }
            Arrival::Reply(reply) => {
                out.byte(5);
                out.bytes(&reply.encode());
            }
        }
    }
    out.count(response.evidence.len());
    for piece in &response.evidence {
        out.raw(&piece.hash);
        out.text(&piece.media_type);
        out.text(&piece.name);
        out.bytes(&piece.bytes);
    }
    write_texts(&mut out, &response.notes);
    out.count(response.others.len());
    for (tag, bytes) in &response.others {
        out.raw(tag);
        out.bytes(bytes);
    }
    out.count(response.refused.len());
    for (part, error) in &response.refused {
        out.number(*part);
        write_error(&mut out, error);
    }
    out.done()
}

fn decode_answer(bytes: &[u8]) -> Option<Result<Response, GateError>> {
    let mut reader = Reader::new(bytes);
    if reader.byte()? == 0 {
        return Some(Err(read_error(&mut reader)?));
    }
    let mut response = Response::default();
    for _ in 0..reader.count()? {
        response.arrivals.push(match reader.byte()? {
            0 => Arrival::Review(read_review(&mut reader)?),
            1 => Arrival::Ask(Ask::decode(reader.bytes()?).ok()?),
            2 => Arrival::SendBack { review: read_review(&mut reader)?, seen_from: reader.text()?.to_owned() },
            3 => {
                let view = Box::new(serde_json::from_slice(reader.bytes()?).ok()?);
                Arrival::Json { view, left_out: read_texts(&mut reader)? }
            }
            4 => Arrival::Invite(Invite::decode(reader.bytes()?).ok()?),
            5 => Arrival::Reply(Reply::decode(reader.bytes()?).ok()?),
            _ => return None,
        });
    }
    for _ in 0..reader.count()? {
        response.evidence.push(Piece {
            hash: reader.array()?,
            media_type: reader.text()?.to_owned(),
            name: reader.text()?.to_owned(),
            bytes: reader.bytes()?.to_vec(),
        });
    }
    response.notes = read_texts(&mut reader)?;
    for _ in 0..reader.count()? {
        response.others.push((reader.array()?, reader.bytes()?.to_vec()));
    }
    for _ in 0..reader.count()? {
        response.refused.push((reader.number()?, read_error(&mut reader)?));
    }
    Some(Ok(response))
}
