//! Reads a review back from JSON, as [`crate::exchange::export::json`] writes it.
//!
//! Promises: what was exported comes back equal, but for its id; what cannot be read is named with its path and
//! line, and nothing of it is taken; scalars of any name are kept, and what has no place in a review is listed
//! instead of dropped without a word. Sizes are checked before anything is unpacked, nesting while it is.

use crate::document::Limits as DocumentLimits;
use crate::exchange::export::json::{OF_THIS_COPY, SCHEMA, is_moment_of_item, is_moment_of_review};
use crate::exchange::limits::{Limits, size};
use crate::exchange::looks::Looks;
use crate::review::field::item as item_names;
use crate::review::id::LONGEST_ID;
use crate::review::text::hex;
use crate::review::{Item, ItemId, Moment, PersonId, Prose, Register, ReviewId, ReviewView, Scalar, ViewParts};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Number, Value};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Whether these bytes want to be read as JSON: what comes first is a brace.
pub fn looks_like_it(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
}

/// A review that was read.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The review; removed items in it are marked as having been outside.
    pub view: ReviewView,
    /// The public id of the review it was written from, where it says so.
    pub id: Option<ReviewId>,
    /// Paths of what has no place in a review here, in order.
    pub left_out: Vec<String>,
    /// The bytes of evidence that came along: SHA-256, bytes.
    pub evidence: Vec<([u8; 32], Vec<u8>)>,
}

/// Why JSON could not be read. Nothing of it was taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// Nothing in it.
    #[error("This file is empty. Perhaps it was not fully downloaded or copied; ask for it again.")]
    Empty,
    /// Not JSON.
    #[error("{} It is not a review exported as JSON.", .0.sentence())]
    NotJson(Looks),
    /// JSON that does not hold together.
    #[error("This JSON cannot be read: line {line}, column {column}: {why}.")]
    Broken {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
        /// What is wrong there.
        why: String,
    },
    /// JSON of something else.
    #[error("This JSON is not a review exported by Second Story: it has no “schema” that says so.")]
    SomethingElse,
    /// Of a later version.
    #[error(
        "This review was exported by a newer version of Second Story ({0}). Reload the page to get the new version, then open it again."
    )]
    NewerVersion(String),
    /// Something in it is not what it should be.
    #[error("This review cannot be read: {path} (line {line}) {what}.")]
    Wrong {
        /// Where, as `items[3].fields.at`.
        path: String,
        /// From 1.
        line: usize,
        /// What is wrong, as the end of a sentence.
        what: String,
    },
    /// Beyond what is read.
    #[error("This file has {}, more than the {} that an exported review may have.", size(*.have), size(*.limit))]
    TooLarge {
        /// Bytes.
        have: usize,
        /// Bytes allowed.
        limit: usize,
    },
}

/// Reads an exported review.
///
/// # Errors
/// What is wrong, and where.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Imported, JsonError> {
    if bytes.len() > limits.json {
        return Err(JsonError::TooLarge { have: bytes.len(), limit: limits.json });
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
        Err(_) => return Err(JsonError::NotJson(Looks::of(bytes))),
    };
    if text.trim().is_empty() {
        return Err(JsonError::Empty);
    }
    let value: Value = serde_json::from_str(text).map_err(|error| match Looks::of(bytes) {
        Looks::Json => JsonError::Broken { line: error.line(), column: error.column(), why: plain(&error.to_string()) },
        looks => JsonError::NotJson(looks),
    })?;
    let Value::Object(whole) = value else { return Err(JsonError::SomethingElse) };
    match whole.get("schema").and_then(Value::as_str) {
        Some(SCHEMA) => {}
        Some(schema) if schema.starts_with("second-story/review@") => {
            return Err(JsonError::NewerVersion(schema.to_owned()));
        }
        _ => return Err(JsonError::SomethingElse),
    }
    let mut reading = Reading { path: Vec::new(), left_out: Vec::new(), evidence: Vec::new() };
    match reading.whole(whole, &limits.document) {
        Ok((view, id)) => Ok(Imported { view, id, left_out: reading.left_out, evidence: reading.evidence }),
        Err(Wrong(what)) => {
            Err(JsonError::Wrong { path: printed(&reading.path), line: line_of(text, &reading.path), what })
        }
    }
}

/// What the parser says, without the place that is said already.
fn plain(message: &str) -> String {
    message.split(" at line ").next().unwrap_or(message).to_owned()
}

/// One step on the way into the JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Key(String),
    Place(usize),
}

fn printed(path: &[Step]) -> String {
    let mut out = String::new();
    for step in path {
        match step {
            Step::Place(place) => out.push_str(&format!("[{place}]")),
            Step::Key(key) => {
                if !out.is_empty() {
                    out.push('.');
                }
                out.extend(key.chars().take(80));
            }
        }
    }
    if out.is_empty() { "the whole".to_owned() } else { out }
}

/// What is wrong at the path reached.
struct Wrong(String);

fn wrong<T>(what: impl Into<String>) -> Result<T, Wrong> {
    Err(Wrong(what.into()))
}

/// Goes through the JSON and remembers where it is. After an error the path says where that was.
struct Reading {
    path: Vec<Step>,
    left_out: Vec<String>,
    evidence: Vec<([u8; 32], Vec<u8>)>,
}

impl Reading {
    fn at<T>(&mut self, step: Step, read: impl FnOnce(&mut Self) -> Result<T, Wrong>) -> Result<T, Wrong> {
        self.path.push(step);
        let done = read(self)?;
        self.path.pop();
        Ok(done)
    }

    fn leave_out(&mut self, key: &str) {
        self.path.push(Step::Key(key.to_owned()));
        self.left_out.push(printed(&self.path));
        self.path.pop();
    }

    fn whole(
        &mut self,
        whole: Map<String, Value>,
        limits: &DocumentLimits,
    ) -> Result<(ReviewView, Option<ReviewId>), Wrong> {
        let mut parts = ViewParts::default();
        let mut id = None;
        for (key, value) in whole {
            let step = Step::Key(key.clone());
            match key.as_str() {
                "schema" => {}
                "id" => id = self.at(step, |_| short(&value).map(ReviewId::new).map(Some))?,
                "meta" => parts.meta = self.at(step, |at| at.meta(value))?,
                "text" => parts.prose = self.at(step, |at| at.prose(value))?,
                "items" => parts.items = self.at(step, |at| at.items(value, limits))?,
                "people" => parts.people = self.at(step, |at| at.people(value))?,
                "marks" => parts.marks = self.at(step, |at| at.registers(value, |_| false, &[]))?,
                "evidence" => self.at(step, |at| at.pieces(value))?,
                other => self.leave_out(other),
            }
        }
        Ok((ReviewView::from_parts(parts), id))
    }

    fn meta(&mut self, value: Value) -> Result<BTreeMap<Arc<str>, Register>, Wrong> {
        let mut passed_over = vec!["id"];
        passed_over.extend(OF_THIS_COPY);
        self.registers(value, is_moment_of_review, &passed_over)
    }

    fn prose(&mut self, value: Value) -> Result<BTreeMap<Prose, Arc<str>>, Wrong> {
        let mut prose = BTreeMap::new();
        for (key, value) in object(value)? {
            match Prose::from_key(&key) {
                Some(field) => {
                    let text = self.at(Step::Key(key), |_| text(value))?;
                    prose.insert(field, Arc::from(text));
                }
                None => self.leave_out(&key),
            }
        }
        Ok(prose)
    }

    /// The bytes of evidence, by hash.
    fn pieces(&mut self, value: Value) -> Result<(), Wrong> {
        for (hash, value) in object(value)? {
            self.at(Step::Key(hash.clone()), |at| {
                let bytes = STANDARD.decode(text(value)?).or_else(|_| wrong("should be bytes in base 64"))?;
                let told: [u8; 32] = Sha256::digest(&bytes).into();
                if hex(&told) != hash {
                    return wrong("holds other bytes than its name says");
                }
                at.evidence.push((told, bytes));
                Ok(())
            })?;
        }
        Ok(())
    }

    fn people(&mut self, value: Value) -> Result<BTreeMap<PersonId, BTreeMap<Arc<str>, Register>>, Wrong> {
        let mut people = BTreeMap::new();
        for (person, facts) in object(value)? {
            let facts = self.at(Step::Key(person.clone()), |at| {
                if person.is_empty() || person.len() > LONGEST_ID || person.contains('/') {
                    return wrong(format!("is no id of a person: 1 to {LONGEST_ID} bytes without “/” are"));
                }
                at.registers(facts, |_| false, &[])
            })?;
            people.insert(PersonId::new(person), facts);
        }
        Ok(people)
    }

    fn items(&mut self, value: Value, limits: &DocumentLimits) -> Result<Vec<(Item, bool)>, Wrong> {
        let Value::Array(list) = value else { return wrong("should be a list") };
        if u64::try_from(list.len()).unwrap_or(u64::MAX) > limits.items {
            return wrong(format!("has {} items, more than the {} that a review may have", list.len(), limits.items));
        }
        let mut seen: BTreeSet<ItemId> = BTreeSet::new();
        let mut items = Vec::new();
        for (place, value) in list.into_iter().enumerate() {
            let (item, edited) = self.at(Step::Place(place), |at| {
                let (item, edited) = at.item(value)?;
                if !seen.insert(item.id().clone()) {
                    return wrong("has an id that another item has");
                }
                Ok((item, edited))
            })?;
            items.push((item, edited));
        }
        Ok(items)
    }

    fn item(&mut self, value: Value) -> Result<(Item, bool), Wrong> {
        let (mut id, mut body, mut fields, mut edited) = (None, String::new(), None, false);
        for (key, value) in object(value)? {
            let step = Step::Key(key.clone());
            match key.as_str() {
                "id" => id = Some(self.at(step, |_| short(&value).map(ItemId::new))?),
                "body" => body = self.at(step, |_| text(value))?,
                "fields" => {
                    let passed_over = ["body", item_names::OUTSIDE];
                    fields = Some(self.at(step, |at| at.registers(value, is_moment_of_item, &passed_over))?);
                }
                "edited_elsewhere" => {
                    edited = self.at(step, |_| match value {
                        Value::Bool(yes) => Ok(yes),
                        _ => wrong("should be true or false"),
                    })?;
                }
                other => self.leave_out(other),
            }
        }
        let Some(id) = id else { return wrong("has no “id”") };
        let Some(fields) = fields else { return wrong("has no “fields”") };
        let kind = fields.get(item_names::KIND).map_or("", Register::text);
        if kind.is_empty() {
            return wrong("does not say of what kind it is in “fields.kind”");
        }
        let item = Item::new(id, Arc::from(body), fields);
        if !item.is_removed() {
            return Ok((item, false));
        }
        // It is in a file: somebody outside has seen it.
        let mut fields: BTreeMap<Arc<str>, Register> =
            item.fields().map(|(key, register)| (key.clone(), register.clone())).collect();
        fields.insert(Arc::from(item_names::OUTSIDE), Register::one(Scalar::Bool(true)));
        Ok((Item::new(item.id().clone(), Arc::from(item.body()), fields), edited))
    }

    /// Scalars by name. What belongs to the copy that was exported is passed over.
    fn registers(
        &mut self,
        value: Value,
        is_moment: impl Fn(&str) -> bool,
        passed_over: &[&str],
    ) -> Result<BTreeMap<Arc<str>, Register>, Wrong> {
        let mut registers = BTreeMap::new();
        for (key, value) in object(value)? {
            if passed_over.contains(&key.as_str()) {
                continue;
            }
            let is_moment = is_moment(&key);
            let register = self.at(Step::Key(key.clone()), |at| at.register(value, is_moment))?;
            registers.insert(Arc::from(key), register);
        }
        Ok(registers)
    }

    fn register(&mut self, value: Value, is_moment: bool) -> Result<Register, Wrong> {
        let claims = match value {
            Value::Object(mut map) if map.contains_key("differs") => map.remove("differs").unwrap_or(Value::Null),
            other => return Ok(Register::one(scalar(other, is_moment)?)),
        };
        self.at(Step::Key("differs".to_owned()), |at| {
            let Value::Array(list) = claims else { return wrong("should be a list of the values that differ") };
            let mut claims = Vec::new();
            for (place, claim) in list.into_iter().enumerate() {
                at.at(Step::Place(place), |_| {
                    let mut claim = object(claim)?;
                    let value = scalar(claim.remove("value").unwrap_or(Value::Null), is_moment)?;
                    let by = match claim.remove("by") {
                        None => Vec::new(),
                        Some(Value::Array(people)) => people,
                        Some(_) => return wrong("should have a list of ids in “by”"),
                    };
                    if by.is_empty() {
                        claims.push((value, None));
                    } else {
                        for person in by {
                            claims.push((value.clone(), Some(PersonId::new(short(&person)?))));
                        }
                    }
                    Ok(())
                })?;
            }
            Ok(Register::from_claims(claims))
        })
    }
}

fn object(value: Value) -> Result<Map<String, Value>, Wrong> {
    match value {
        Value::Object(map) => Ok(map),
        _ => wrong("should be an object"),
    }
}

fn text(value: Value) -> Result<String, Wrong> {
    match value {
        Value::String(text) => Ok(text),
        _ => wrong("should be a text"),
    }
}

/// An id.
fn short(value: &Value) -> Result<&str, Wrong> {
    match value.as_str() {
        Some(text) if !text.is_empty() && text.len() <= LONGEST_ID => Ok(text),
        _ => wrong(format!("should be a text of 1 to {LONGEST_ID} bytes")),
    }
}

fn scalar(value: Value, is_moment: bool) -> Result<Scalar, Wrong> {
    match value {
        Value::Null => Ok(Scalar::Null),
        Value::Bool(yes) => Ok(Scalar::Bool(yes)),
        Value::Number(number) => Ok(of_number(&number)),
        Value::String(text) => Ok(Scalar::text(text)),
        Value::Array(_) => wrong("is a list where a single value should be"),
        Value::Object(map) => {
            let part = |name: &str| map.get(name).and_then(Value::as_str);
            if let (true, Some(moment)) = (is_moment, part("moment")) {
                return match Moment::decode(moment) {
                    Ok(_) => Ok(Scalar::text(moment)),
                    Err(why) => wrong(format!("has a “moment” that cannot be read: {why}")),
                };
            }
            match (part("type"), part("value")) {
                (Some(kind), Some(text)) => Ok(Scalar::Other(Arc::from(kind), Arc::from(text))),
                _ if is_moment => wrong("is a time without a “moment”"),
                _ => wrong("is an object where a single value should be"),
            }
        }
    }
}

fn of_number(number: &Number) -> Scalar {
    if let Some(whole) = number.as_i64() {
        Scalar::Int(whole)
    } else if let Some(large) = number.as_u64() {
        Scalar::Other(Arc::from("uint"), Arc::from(large.to_string()))
    } else {
        Scalar::Other(Arc::from("float"), Arc::from(number.to_string()))
    }
}

/// The line, from 1, where what a path leads to begins. The text is JSON that was read already.
fn line_of(text: &str, path: &[Step]) -> usize {
    let mut scan = Scan { bytes: text.as_bytes(), at: 0 };
    scan.space();
    for step in path {
        if !scan.enter(step) {
            break;
        }
    }
    let before = text.as_bytes().get(..scan.at).unwrap_or_default();
    1 + before.iter().filter(|byte| **byte == b'\n').count()
}

/// Walks over JSON that is known to be well formed.
struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scan<'_> {
    fn here(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while self.here().is_some_and(|byte| byte.is_ascii_whitespace() || byte == b',' || byte == b':') {
            self.at += 1;
        }
    }

    /// Passes over a string; gives back its inside as it is written.
    fn string(&mut self) -> &[u8] {
        let start = self.at + 1;
        self.at = start;
        while let Some(byte) = self.here() {
            match byte {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        let end = self.at;
        self.at += 1;
        self.bytes.get(start..end).unwrap_or_default()
    }

    /// Passes over a value of any sort.
    fn value(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.here() {
            match byte {
                b'"' => {
                    self.string();
                }
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth = depth.saturating_sub(1);
                    self.at += 1;
                }
                b',' | b':' => self.at += 1,
                byte if byte.is_ascii_whitespace() => self.at += 1,
                _ => {
                    while self
                        .here()
                        .is_some_and(|byte| !matches!(byte, b',' | b'}' | b']') && !byte.is_ascii_whitespace())
                    {
                        self.at += 1;
                    }
                }
            }
            if depth == 0 {
                return;
            }
        }
    }

    /// Goes to where a step leads; stays where it is when there is no such place.
    fn enter(&mut self, step: &Step) -> bool {
        let start = self.at;
        self.at += 1;
        let mut place = 0;
        loop {
            self.space();
            if self.here().is_none_or(|byte| matches!(byte, b'}' | b']')) {
                self.at = start;
                return false;
            }
            let found = match step {
                Step::Place(wanted) => place == *wanted,
                Step::Key(wanted) => {
                    let key = self.string().to_vec();
                    self.space();
                    let quoted = [b"\"", key.as_slice(), b"\""].concat();
                    serde_json::from_slice::<String>(&quoted).is_ok_and(|key| key == *wanted)
                }
            };
            if found {
                return true;
            }
            self.value();
            place += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        read(text.as_bytes(), &Limits::default()).unwrap_err().to_string()
    }

    #[test]
    fn what_is_wrong_is_named_with_path_and_line() {
        let text = "{\n  \"schema\": \"second-story/review@1\",\n  \"items\": [\n    {\"id\": \"a\", \"fields\": {\"kind\": \"entry\"}},\n    {\"id\": \"b\",\n     \"fields\": {\"kind\": \"entry\", \"at\": {\"text\": \"14:05\"},\n      \"lane\": 1}}\n  ]\n}";
        assert_eq!(
            error(text),
            "This review cannot be read: items[1].fields.at (line 6) is a time without a “moment”."
        );
        let text = "{\"schema\":\"second-story/review@1\",\n\"meta\":{\"a\\\"b\":[1],\n\"c\":[[]]}}";
        assert_eq!(
            error(text),
            "This review cannot be read: meta.a\"b (line 2) is a list where a single value should be."
        );
        assert_eq!(error("{\n\"schema\": }"), "This JSON cannot be read: line 2, column 11: expected value.");
    }

    #[test]
    fn what_is_no_review_says_what_it_is() {
        assert_eq!(error(""), "This file is empty. Perhaps it was not fully downloaded or copied; ask for it again.");
        assert_eq!(error("14:05 page"), "This is text. It is not a review exported as JSON.");
        assert!(error("{\"version\": \"4\", \"alerts\": []}").contains("no “schema”"));
        assert!(error("{\"schema\": \"second-story/review@2\"}").contains("newer version"));
    }

    #[test]
    fn half_letters_numbers_beyond_any_and_bottomless_lists_are_refused() {
        for text in [
            "{\"schema\": \"second-story/review@1\", \"text\": {\"title\": \"\\ud800\"}}".to_owned(),
            "{\"schema\": \"second-story/review@1\", \"meta\": {\"x\": NaN}}".to_owned(),
            "{\"schema\": \"second-story/review@1\", \"meta\": {\"x\": 1e999}}".to_owned(),
            format!("{{\"schema\": {}", "[".repeat(100_000)),
        ] {
            assert!(error(&text).starts_with("This JSON cannot be read: line 1"), "{}", error(&text));
        }
        let small = Limits { json: 10, ..Limits::default() };
        assert!(matches!(read(b"{\"schema\": 1}", &small), Err(JsonError::TooLarge { .. })));
    }

    #[test]
    fn what_has_no_place_is_listed_and_unknown_scalars_are_kept() {
        let text = r#"{"schema": "second-story/review@1", "later": 1, "text": {"mood": "x"},
            "meta": {"weather": "rain", "load": 0.5, "shared": true},
            "items": [{"id": "a", "body": "b", "fields": {"kind": "omen", "colour": "red"}, "extra": []}]}"#;
        let read = read(text.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(read.left_out, ["items[0].extra", "later", "text.mood"]);
        assert_eq!(read.view.meta("weather").text(), "rain");
        assert_eq!(*read.view.meta("load").first(), Scalar::Other("float".into(), "0.5".into()));
        assert!(!read.view.is_shared(), "that another copy was shared says nothing of this one");
        assert_eq!(read.view.item(&ItemId::new("a")).unwrap().field("colour").text(), "red");
    }
}
