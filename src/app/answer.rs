//! An answer to "what did you see?": one change on the beginning of a review, and nothing else.
//!
//! Lines that begin with a time become entries of the timeline, seen from the role that was given; words without
//! any time become one account.

use crate::document::{DocumentError, Replica, Stamp};
use crate::exchange::ask::SendBack;
use crate::exchange::import::paste;
use crate::review::field::item as fields;
use crate::review::moment::{Context, Day, Instant, ZoneRules};
use crate::review::{EntryKind, Intent, ItemId, Moment, NewItem, PersonId, Scalar, quick_entry};

/// What somebody wrote, and what it is read against.
pub struct Lines<'a> {
    /// The text.
    pub text: &'a str,
    /// The role it was seen from; may be empty.
    pub seen_from: &'a str,
    /// When the incident happened, an encoded moment; may be empty.
    pub when: &'a str,
    /// The writer's zone.
    pub zone: &'a str,
    /// Now.
    pub now: Instant,
    /// Rules of zones.
    pub rules: &'a dyn ZoneRules,
}

/// Writes the answer.
///
/// # Errors
/// Where the beginning is none, or the document cannot be written.
pub fn write(
    genesis: &[u8],
    lines: &Lines<'_>,
    actor: [u8; 16],
    by: &PersonId,
    now_ms: i64,
    fresh: &mut dyn FnMut() -> ItemId,
) -> Result<SendBack, DocumentError> {
    let mut replica = Replica::from_changes(&[genesis.to_vec()], actor)?;
    let before = replica.heads();
    let act = replica.view()?.act(&intents(lines, by, now_ms, fresh));
    replica.carry_out(&act, &Stamp { by: by.clone(), now_ms })?;
    Ok(SendBack {
        genesis: genesis.to_vec(),
        seen_from: lines.seen_from.to_owned(),
        changes: replica.changes_after(&before),
    })
}

/// The act by which what somebody saw comes into a review: its lines as entries, and the role they were seen from.
pub fn intents(lines: &Lines<'_>, by: &PersonId, now_ms: i64, fresh: &mut dyn FnMut() -> ItemId) -> Vec<Intent> {
    let mut intents: Vec<Intent> = entries(lines, by, now_ms, fresh).into_iter().map(Intent::AddItem).collect();
    if !lines.seen_from.is_empty() {
        intents.push(Intent::SetPerson {
            person: by.clone(),
            key: "role".to_owned(),
            value: Scalar::text(lines.seen_from),
        });
    }
    intents
}

fn entries(lines: &Lines<'_>, by: &PersonId, now_ms: i64, fresh: &mut dyn FnMut() -> ItemId) -> Vec<NewItem> {
    let mut context = Context::new(lines.zone, lines.now, lines.rules);
    if let Some(day) = day(lines) {
        context = context.on(day);
    }
    let read = paste::read(lines.text, &context);
    let timed = read.rows.iter().any(|row| row.reading.is_ok());
    let mut made = Vec::new();
    if timed {
        for (index, row) in read.rows.iter().enumerate() {
            let moment =
                row.reading.as_ref().map(|reading| reading.moment.clone()).unwrap_or_else(|_| Moment::unknown());
            made.push(
                NewItem::entry(
                    fresh(),
                    kind_of(row.kind, &row.text),
                    &moment,
                    quick_entry::keyed(&row.text).1,
                    by,
                    now_ms,
                )
                .with(fields::RANK, Scalar::text(format!("{index:06}"))),
            );
        }
        let source: Vec<&str> = lines.text.lines().collect();
        for line in &read.left_out {
            let words = source.get(line.line).map_or("", |words| words.trim());
            if words.is_empty() {
                continue;
            }
            made.push(
                NewItem::entry(fresh(), EntryKind::Note, &Moment::unknown(), words, by, now_ms)
                    .with(fields::RANK, Scalar::text(format!("z{:06}", line.line))),
            );
        }
    } else {
        made.push(NewItem::entry(fresh(), EntryKind::Note, &Moment::unknown(), lines.text.trim(), by, now_ms));
    }
    if !lines.seen_from.is_empty() {
        made = made
            .into_iter()
            .map(|item| {
                item.with(fields::SEEN_FROM, Scalar::text(lines.seen_from))
                    .with(fields::LANE, Scalar::text(lines.seen_from))
            })
            .collect();
    }
    made
}

fn kind_of(read: EntryKind, text: &str) -> EntryKind {
    quick_entry::keyed(text).0.unwrap_or(read)
}

fn day(lines: &Lines<'_>) -> Option<Day> {
    Moment::decode(lines.when).ok()?.day_in(lines.zone, lines.rules)
}
