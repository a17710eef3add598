//! A review as JSON: complete, in a stable order, without the clock of the export. `docs/format/review.schema.json`
//! describes it; [`crate::exchange::import::json`] reads it back to an equal review.
//!
//! What is left out, because it says something of this copy and nothing of the review: that it was shared
//! (`shared`), which review it was copied from (`copied_from`), and that a removed item has been outside
//! (`outside`). Removed items leave only where somebody outside has seen them already: the review was shared, or
//! the item came in from outside.

use super::Pieces;
use crate::practice::evidence;
use crate::review::field::{item as item_names, meta as meta_names};
use crate::review::moment::{Instant, Precision};
use crate::review::{Item, Moment, Prose, Register, ReviewId, ReviewView, Scalar};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::collections::BTreeSet;

/// What the form is called.
pub const SCHEMA: &str = "second-story/review@1";

/// Scalars of the review that belong to this copy of it.
pub(in crate::exchange) const OF_THIS_COPY: [&str; 2] = [meta_names::SHARED, meta_names::COPIED_FROM];

/// Whether a scalar of an item is a moment.
pub(in crate::exchange) fn is_moment_of_item(key: &str) -> bool {
    matches!(key, item_names::AT | item_names::KNOWN_AT) || key.starts_with(item_names::KNOWN_IN)
}

/// Whether a scalar of the review is a moment.
pub(in crate::exchange) fn is_moment_of_review(key: &str) -> bool {
    key == meta_names::RECONVENE
}

/// Whether an item may leave: it stands on the page, or was outside before it was removed.
pub fn may_leave(view: &ReviewView, item: &Item) -> bool {
    view.stands(item) || view.is_shared() || item.field(item_names::OUTSIDE).first().is_set()
}

/// The whole review as JSON, ending with a line break.
pub fn write(view: &ReviewView, id: &ReviewId) -> String {
    write_with(view, id, &Pieces::new())
}

/// Bytes of evidence that JSON carries at most, all together: beyond, it names the pieces and the file carries them.
pub const LARGEST_EVIDENCE: u64 = 16_000_000;

/// The same with the bytes of its evidence, as far as they are among these pieces.
pub fn write_with(view: &ReviewView, id: &ReviewId, pieces: &Pieces) -> String {
    let meta = view
        .all_meta()
        .filter(|(key, _)| !OF_THIS_COPY.contains(&&***key))
        .map(|(key, register)| (key.to_string(), value(register, is_moment_of_review(key))))
        .collect();
    let prose = Prose::ALL
        .iter()
        .filter(|field| !view.prose(**field).is_empty())
        .map(|field| (field.key().to_owned(), Json::text(view.prose(*field))))
        .collect();
    let leaving = |item: &Item| may_leave(view, item);
    let items = view
        .order()
        .iter()
        .filter_map(|id| view.item(id))
        .filter(|item| leaving(item))
        .map(|item| of_item(item))
        .collect();
    let people = view
        .people()
        .map(|(person, facts)| {
            let facts = facts.iter().map(|(key, register)| (key.to_string(), value(register, false))).collect();
            (person.to_string(), Json::Map(facts))
        })
        .collect();
    // A mark on an item that stays behind stays behind with it.
    let behind: BTreeSet<&str> = view.items().filter(|item| !leaving(item)).map(|item| item.id().as_str()).collect();
    let stays = |key: &str| key.split(':').any(|part| behind.contains(part));
    let marks = view
        .marks()
        .filter(|(key, _)| !stays(key))
        .map(|(key, register)| (key.to_string(), value(register, false)))
        .collect();
    let mut whole = vec![
        ("schema".to_owned(), Json::text(SCHEMA)),
        ("id".to_owned(), Json::text(id.as_str())),
        ("meta".to_owned(), Json::Map(meta)),
        ("text".to_owned(), Json::Map(prose)),
        ("items".to_owned(), Json::List(items)),
        ("people".to_owned(), Json::Map(people)),
        ("marks".to_owned(), Json::Map(marks)),
    ];
    let named: BTreeSet<String> = evidence::all(view).into_iter().map(|piece| piece.hash).collect();
    let carried: Vec<(String, Json)> = pieces
        .iter()
        .filter(|(hash, _)| named.contains(*hash))
        .map(|(hash, bytes)| (hash.clone(), Json::text(&STANDARD.encode(bytes))))
        .collect();
    if !carried.is_empty() {
        whole.push(("evidence".to_owned(), Json::Map(carried)));
    }
    let whole = Json::Map(whole);
    let mut out = String::new();
    whole.print(&mut out, 0);
    out.push('\n');
    out
}

fn of_item(item: &Item) -> Json {
    let fields = item
        .fields()
        .filter(|(key, _)| &***key != item_names::OUTSIDE)
        .map(|(key, register)| (key.to_string(), value(register, is_moment_of_item(key))))
        .collect();
    let mut parts = vec![
        ("id".to_owned(), Json::text(item.id().as_str())),
        ("body".to_owned(), Json::text(item.body())),
        ("fields".to_owned(), Json::Map(fields)),
    ];
    if item.is_edited_elsewhere() {
        parts.push(("edited_elsewhere".to_owned(), Json::Plain("true".to_owned())));
    }
    Json::Map(parts)
}

fn value(register: &Register, is_moment: bool) -> Json {
    if !register.differs() {
        return scalar(register.first(), is_moment);
    }
    let claims = register
        .claims()
        .iter()
        .map(|claim| {
            let by = claim.by.iter().map(|person| Json::text(person.as_str())).collect();
            Json::Map(vec![("value".to_owned(), scalar(&claim.value, is_moment)), ("by".to_owned(), Json::List(by))])
        })
        .collect();
    Json::Map(vec![("differs".to_owned(), Json::List(claims))])
}

fn scalar(value: &Scalar, is_moment: bool) -> Json {
    match value {
        Scalar::Null => Json::Plain("null".to_owned()),
        Scalar::Bool(yes) => Json::Plain(yes.to_string()),
        Scalar::Int(number) => Json::Plain(number.to_string()),
        Scalar::Str(text) => match Moment::decode(text) {
            Ok(moment) if is_moment => of_moment(&moment, text),
            _ => Json::text(text),
        },
        Scalar::Other(kind, text) => {
            Json::Map(vec![("type".to_owned(), Json::text(kind)), ("value".to_owned(), Json::text(text))])
        }
    }
}

/// A moment as people and other programs read it, and as it is read back.
fn of_moment(moment: &Moment, encoded: &str) -> Json {
    let mut parts =
        vec![("text".to_owned(), Json::text(&moment.as_written())), ("utc".to_owned(), Json::text(&moment.in_utc()))];
    for (name, at) in [("earliest", moment.earliest()), ("latest", moment.latest())] {
        if let Some(at) = at {
            parts.push((name.to_owned(), Json::text(&instant(at))));
        }
    }
    parts.push(("moment".to_owned(), Json::text(encoded)));
    Json::Map(parts)
}

/// `2026-03-17T22:47:12Z`.
fn instant(at: Instant) -> String {
    let encoded = Moment::exact(at, Precision::Fraction).encode();
    encoded.split('|').next().unwrap_or_default().to_owned()
}

/// JSON in the order in which it is to be written.
enum Json {
    Plain(String),
    List(Vec<Json>),
    Map(Vec<(String, Json)>),
}

impl Json {
    fn text(text: &str) -> Json {
        Json::Plain(quoted(text))
    }

    fn print(&self, out: &mut String, depth: usize) {
        let line = |out: &mut String, depth: usize| {
            out.push('\n');
            out.extend(std::iter::repeat_n("  ", depth));
        };
        match self {
            Json::Plain(text) => out.push_str(text),
            Json::List(list) if list.is_empty() => out.push_str("[]"),
            Json::Map(map) if map.is_empty() => out.push_str("{}"),
            // Short lists of plain values stay on their line.
            Json::List(list) if list.iter().all(|entry| matches!(entry, Json::Plain(_))) => {
                out.push('[');
                for (place, entry) in list.iter().enumerate() {
                    if place > 0 {
                        out.push_str(", ");
                    }
                    entry.print(out, depth);
                }
                out.push(']');
            }
            Json::List(list) => {
                out.push('[');
                for (place, entry) in list.iter().enumerate() {
                    if place > 0 {
                        out.push(',');
                    }
                    line(out, depth + 1);
                    entry.print(out, depth + 1);
                }
                line(out, depth);
                out.push(']');
            }
            Json::Map(map) => {
                out.push('{');
                for (place, (key, entry)) in map.iter().enumerate() {
                    if place > 0 {
                        out.push(',');
                    }
                    line(out, depth + 1);
                    out.push_str(&quoted(key));
                    out.push_str(": ");
                    entry.print(out, depth + 1);
                }
                line(out, depth);
                out.push('}');
            }
        }
    }
}

/// A JSON string. Only what has to be escaped is; what would be read as the end of a line elsewhere is, too.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(letter)));
            }
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}
