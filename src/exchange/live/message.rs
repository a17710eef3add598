//! The messages of automerge-repo's protocol, version "1", as CBOR, and three of ours.
//!
//! Reading is tolerant, because there are several writers: maps of known or unknown length, numbers as floats, byte
//! strings with a tag before them, fields that are undefined, null, or unknown. What has no `type`, or lacks what its
//! type needs, is no message. Nothing that is read makes anything larger than what came.

use minicbor::data::Type;
use minicbor::{Decoder, Encoder};

/// The protocol's version.
pub const VERSION: &str = "1";
/// How many names a message may list.
const MOST_NAMES: usize = 1_000;

/// What a peer says of itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// It is one of us: it tells of others whom it can reach, carries offers between them, and has evidence.
    pub ours: bool,
}

/// What a message says, beside who sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// "I am here, and I understand these versions."
    Join { metadata: Metadata, versions: Vec<String> },
    /// "So am I; we speak this one."
    Peer { metadata: Metadata, version: String },
    /// A step of comparing documents; `wants` says that the sender has nothing of it yet.
    Sync { document: String, data: Vec<u8>, wants: bool },
    /// "I do not have that document."
    Unavailable { document: String },
    /// Something in passing, kept by nobody.
    Passing { document: String, session: String, count: u64, data: Vec<u8> },
    /// "I am going."
    Leave,
    /// Why the other side ends it.
    Error { message: String },
    /// Ours: "I can reach these."
    Reach { peers: Vec<String> },
    /// Ours: for whoever it is addressed to, carried on unread.
    Signal { data: Vec<u8> },
    /// Ours: "who has this piece of evidence?"
    Want { hash: String },
    /// Something that this version does not know: passed over.
    Unknown,
    /// Ours: a part of a piece of evidence.
    Piece { hash: String, total: u64, at: u64, data: Vec<u8> },
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Who sends it.
    pub sender: String,
    /// For whom it is; empty where it is for whoever hears it.
    pub target: String,
    /// What it says.
    pub body: Body,
}

impl Message {
    /// The bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut fields: Vec<(&str, Field<'_>)> = Vec::new();
        let kind = match &self.body {
            Body::Join { metadata, versions } => {
                fields.push(("peerMetadata", Field::Metadata(*metadata)));
                fields.push(("supportedProtocolVersions", Field::Names(versions)));
                "join"
            }
            Body::Peer { metadata, version } => {
                fields.push(("peerMetadata", Field::Metadata(*metadata)));
                fields.push(("selectedProtocolVersion", Field::Text(version)));
                "peer"
            }
            Body::Sync { document, data, wants } => {
                fields.push(("documentId", Field::Text(document)));
                fields.push(("data", Field::Bytes(data)));
                if *wants { "request" } else { "sync" }
            }
            Body::Unavailable { document } => {
                fields.push(("documentId", Field::Text(document)));
                "doc-unavailable"
            }
            Body::Passing { document, session, count, data } => {
                fields.push(("documentId", Field::Text(document)));
                fields.push(("sessionId", Field::Text(session)));
                fields.push(("count", Field::Number(*count)));
                fields.push(("data", Field::Bytes(data)));
                "ephemeral"
            }
            Body::Leave => "leave",
            Body::Unknown => "unknown",
            Body::Error { message } => {
                fields.push(("message", Field::Text(message)));
                "error"
            }
            Body::Reach { peers } => {
                fields.push(("peers", Field::Names(peers)));
                "second-story/reach"
            }
            Body::Signal { data } => {
                fields.push(("data", Field::Bytes(data)));
                "second-story/signal"
            }
            Body::Want { hash } => {
                fields.push(("hash", Field::Text(hash)));
                "second-story/want"
            }
            Body::Piece { hash, total, at, data } => {
                fields.push(("hash", Field::Text(hash)));
                fields.push(("total", Field::Number(*total)));
                fields.push(("count", Field::Number(*at)));
                fields.push(("data", Field::Bytes(data)));
                "second-story/piece"
            }
        };
        let mut head = vec![("type", Field::Text(kind)), ("senderId", Field::Text(&self.sender))];
        if !self.target.is_empty() {
            head.push(("targetId", Field::Text(&self.target)));
        }
        head.extend(fields);
        let mut out = Vec::new();
        // Writing into memory does not fail.
        let _ = write(&mut Encoder::new(&mut out), &head);
        out
    }

    /// Reads a message; `None` where it is none.
    pub fn decode(bytes: &[u8]) -> Option<Message> {
        let fields = read(&mut Decoder::new(bytes))?;
        let body = match fields.kind.as_str() {
            "join" => Body::Join { metadata: fields.metadata, versions: fields.versions },
            "peer" => Body::Peer { metadata: fields.metadata, version: fields.version },
            kind @ ("sync" | "request") => {
                Body::Sync { document: fields.document?, data: fields.data?, wants: kind == "request" }
            }
            "doc-unavailable" => Body::Unavailable { document: fields.document? },
            "ephemeral" => Body::Passing {
                document: fields.document?,
                session: fields.session,
                count: fields.count,
                data: fields.data?,
            },
            "leave" => Body::Leave,
            "error" => Body::Error { message: fields.message },
            "second-story/reach" => Body::Reach { peers: fields.peers },
            "second-story/signal" => Body::Signal { data: fields.data? },
            "second-story/want" => Body::Want { hash: fields.hash },
            "second-story/piece" => {
                Body::Piece { hash: fields.hash, total: fields.total, at: fields.count, data: fields.data? }
            }
            _ => Body::Unknown,
        };
        Some(Message { sender: fields.sender, target: fields.target, body })
    }
}

enum Field<'a> {
    Text(&'a str),
    Bytes(&'a [u8]),
    Number(u64),
    Names(&'a [String]),
    Metadata(Metadata),
}

type Written = Result<(), minicbor::encode::Error<std::convert::Infallible>>;

fn write(out: &mut Encoder<&mut Vec<u8>>, fields: &[(&str, Field<'_>)]) -> Written {
    out.map(fields.len().try_into().unwrap_or(u64::MAX))?;
    for (key, value) in fields {
        out.str(key)?;
        match value {
            Field::Text(text) => out.str(text)?,
            Field::Bytes(bytes) => out.bytes(bytes)?,
            Field::Number(number) => out.u64(*number)?,
            Field::Names(names) => {
                out.array(names.len().try_into().unwrap_or(u64::MAX))?;
                for name in *names {
                    out.str(name)?;
                }
                continue;
            }
            Field::Metadata(Metadata { ours }) => {
                out.map(if *ours { 2 } else { 1 })?.str("isEphemeral")?.bool(true)?;
                if *ours {
                    out.str("signal/1")?.bool(true)?;
                }
                continue;
            }
        };
    }
    Ok(())
}

#[derive(Default)]
struct Fields {
    kind: String,
    sender: String,
    target: String,
    document: Option<String>,
    data: Option<Vec<u8>>,
    session: String,
    count: u64,
    total: u64,
    message: String,
    hash: String,
    version: String,
    versions: Vec<String>,
    peers: Vec<String>,
    metadata: Metadata,
}

fn read(from: &mut Decoder<'_>) -> Option<Fields> {
    let mut fields = Fields::default();
    each_pair(from, &mut |key, from| {
        match key {
            "type" => fields.kind = text(from)?,
            "senderId" => fields.sender = text(from)?,
            "targetId" => fields.target = text(from)?,
            "documentId" => fields.document = Some(text(from)?),
            "data" => fields.data = bytes(from)?,
            "sessionId" => fields.session = text(from)?,
            "count" => fields.count = number(from)?,
            "total" => fields.total = number(from)?,
            "message" => fields.message = text(from)?,
            "hash" => fields.hash = text(from)?,
            "selectedProtocolVersion" => fields.version = text(from)?,
            "supportedProtocolVersions" => fields.versions = names(from)?,
            "peers" => fields.peers = names(from)?,
            "peerMetadata" | "metadata" if from.datatype().ok()? == Type::Map => {
                each_pair(from, &mut |key, from| {
                    if key == "signal/1" {
                        fields.metadata.ours = from.datatype().ok()? == Type::Bool && from.bool().ok()?;
                        return Some(());
                    }
                    from.skip().ok()
                })?;
            }
            _ => from.skip().ok()?,
        }
        Some(())
    })?;
    (!fields.kind.is_empty()).then_some(fields)
}

fn each_pair<'b>(from: &mut Decoder<'b>, take: &mut dyn FnMut(&str, &mut Decoder<'b>) -> Option<()>) -> Option<()> {
    let mut left = from.map().ok()?;
    loop {
        match &mut left {
            Some(0) => return Some(()),
            Some(count) => *count -= 1,
            None if from.datatype().ok()? == Type::Break => return from.skip().ok(),
            None => {}
        }
        if from.datatype().ok()? != Type::String {
            from.skip().ok()?;
            from.skip().ok()?;
            continue;
        }
        let key = from.str().ok()?;
        take(key, from)?;
    }
}

/// A text; empty where something else stands, which is passed over.
fn text(from: &mut Decoder<'_>) -> Option<String> {
    match from.datatype().ok()? {
        Type::String => Some(from.str().ok()?.to_owned()),
        _ => from.skip().ok().map(|()| String::new()),
    }
}

/// Bytes, with or without a tag that says so.
fn bytes(from: &mut Decoder<'_>) -> Option<Option<Vec<u8>>> {
    while from.datatype().ok()? == Type::Tag {
        from.tag().ok()?;
    }
    match from.datatype().ok()? {
        Type::Bytes => Some(Some(from.bytes().ok()?.to_vec())),
        _ => from.skip().ok().map(|()| None),
    }
}

/// A whole number, however it is written.
fn number(from: &mut Decoder<'_>) -> Option<u64> {
    match from.datatype().ok()? {
        Type::U8 | Type::U16 | Type::U32 | Type::U64 => from.u64().ok(),
        Type::F32 => whole(f64::from(from.f32().ok()?)),
        Type::F64 => whole(from.f64().ok()?),
        _ => from.skip().ok().map(|()| 0),
    }
}

fn whole(number: f64) -> Option<u64> {
    // Beyond this, not every whole number is a float: nobody counts so far.
    const MOST: f64 = 9_007_199_254_740_992.0;
    let fits = (0.0..MOST).contains(&number) && number.fract() == 0.0;
    fits.then(|| format!("{number:.0}").parse().ok()).flatten()
}

fn names(from: &mut Decoder<'_>) -> Option<Vec<String>> {
    let mut names = Vec::new();
    if from.datatype().ok()? != Type::Array && from.datatype().ok()? != Type::ArrayIndef {
        return from.skip().ok().map(|()| names);
    }
    let mut left = from.array().ok()?;
    loop {
        match &mut left {
            Some(0) => return Some(names),
            Some(count) => *count -= 1,
            None if from.datatype().ok()? == Type::Break => return from.skip().ok().map(|()| names),
            None => {}
        }
        if names.len() >= MOST_NAMES {
            return None;
        }
        names.push(text(from)?);
    }
}
