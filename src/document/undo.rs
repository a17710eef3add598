//! Undo and redo of one's own acts, and taking back a merge.
//!
//! An act is remembered as values and item ids, never as heads or object ids. Undoing is a new act. What somebody
//! else has changed since stays: a value is put back only where it still is the one that was set, text is taken
//! out only where it still stands, and positions follow what others type.

use crate::review::field::item as item_fields;
use crate::review::text::{part, utf16_len};
use crate::review::view::Act;
use crate::review::{Delta, Intent, Prose, ReviewView, Scalar, TextField};

/// How many acts are remembered.
const DEPTH: usize = 200;
/// Typing that goes on within this time is one act, milliseconds.
const BURST_MS: i64 = 1_000;

/// One wish, and what takes it back.
#[derive(Clone, Debug)]
struct Step {
    forward: Intent,
    backward: Intent,
}

#[derive(Clone, Debug)]
struct Remembered {
    steps: Vec<Step>,
    at_ms: i64,
}

/// One's own acts, to take back and to do again.
#[derive(Clone, Debug, Default)]
pub struct Undo {
    done: Vec<Remembered>,
    undone: Vec<Remembered>,
}

impl Undo {
    /// Remembers an act that was just carried out on `before`.
    pub fn remember(&mut self, before: &ReviewView, act: &Act, now_ms: i64) {
        let steps = steps(before, &act.intents, now_ms);
        if steps.is_empty() {
            return;
        }
        self.undone.clear();
        if let Some(last) = self.done.last_mut()
            && now_ms - last.at_ms <= BURST_MS
            && goes_on(last, &steps)
        {
            last.steps.extend(steps);
            last.at_ms = now_ms;
            return;
        }
        self.done.push(Remembered { steps, at_ms: now_ms });
        if self.done.len() > DEPTH {
            self.done.remove(0);
        }
    }

    /// Starts a new act even where typing goes on.
    pub fn pause(&mut self) {
        if let Some(last) = self.done.last_mut() {
            last.at_ms = i64::MIN / 2;
        }
    }

    /// Whether there is something to undo, and to redo.
    pub fn has(&self) -> (bool, bool) {
        (!self.done.is_empty(), !self.undone.is_empty())
    }

    /// The act that takes back the last one; `None` where there is none.
    pub fn undo(&mut self, view: &ReviewView, now_ms: i64) -> Option<Vec<Intent>> {
        turn(&mut self.done, &mut self.undone, view, now_ms)
    }

    /// The act that does the last undone one again; `None` where there is none.
    pub fn redo(&mut self, view: &ReviewView, now_ms: i64) -> Option<Vec<Intent>> {
        turn(&mut self.undone, &mut self.done, view, now_ms)
    }

    /// Moves remembered positions along with what came from elsewhere.
    pub fn follow(&mut self, deltas: &[Delta]) {
        for delta in deltas {
            let Delta::TextSpliced { field, at, delete, insert } = delta else { continue };
            for remembered in self.done.iter_mut().chain(&mut self.undone) {
                for step in &mut remembered.steps {
                    shift(&mut step.forward, field, *at, *delete, utf16_len(insert));
                    shift(&mut step.backward, field, *at, *delete, utf16_len(insert));
                }
            }
        }
    }
}

fn steps(before: &ReviewView, intents: &[Intent], now_ms: i64) -> Vec<Step> {
    let mut view = before.clone();
    let mut steps = Vec::new();
    for intent in intents {
        let backward = intent.inverse(&view, now_ms);
        let act = view.act(std::slice::from_ref(intent));
        for (forward, backward) in act.intents.into_iter().zip(backward) {
            steps.push(Step { forward, backward });
        }
        view = act.view;
    }
    steps
}

/// Whether typing goes on where the last act left the caret.
fn goes_on(last: &Remembered, steps: &[Step]) -> bool {
    let (Some(Step { forward: Intent::SpliceText { field, at, insert, .. }, .. }), [next]) = (last.steps.last(), steps)
    else {
        return false;
    };
    let Intent::SpliceText { field: next_field, at: next_at, delete, .. } = &next.forward else { return false };
    let end = at + utf16_len(insert);
    field == next_field && (*next_at == end || next_at + delete == end)
}

fn turn(from: &mut Vec<Remembered>, to: &mut Vec<Remembered>, view: &ReviewView, now_ms: i64) -> Option<Vec<Intent>> {
    while let Some(remembered) = from.pop() {
        let mut current = view.clone();
        let mut intents = Vec::new();
        let mut back = Vec::new();
        for step in remembered.steps.iter().rev() {
            if !still_stands(&current, &step.forward) {
                continue;
            }
            let undoing = refreshed(&step.backward, now_ms);
            let act = current.act(std::slice::from_ref(&undoing));
            if act.intents.is_empty() {
                continue;
            }
            back.push(Step { forward: undoing.clone(), backward: step.forward.clone() });
            intents.extend(act.intents);
            current = act.view;
        }
        if !intents.is_empty() {
            to.push(Remembered { steps: back, at_ms: i64::MIN / 2 });
            return Some(intents);
        }
    }
    None
}

/// A removal is dated when it is carried out; an addition that is done again is a restoring.
fn refreshed(intent: &Intent, now_ms: i64) -> Intent {
    match intent {
        Intent::SetField { item, key, value: Scalar::Int(_) } if key == item_fields::REMOVED_AT => {
            Intent::remove(item, now_ms)
        }
        Intent::AddItem(new) => Intent::restore(&new.id),
        other => other.clone(),
    }
}

/// Whether what the intent brought is still there.
fn still_stands(view: &ReviewView, intent: &Intent) -> bool {
    match intent {
        Intent::SpliceText { field, at, insert, .. } => {
            view.text(field).is_some_and(|text| part(text, *at, at + utf16_len(insert)) == insert)
        }
        Intent::AddItem(new) => view.item(&new.id).is_some_and(|item| !item.is_removed()),
        Intent::SetField { item, key, value } if key == item_fields::REMOVED_AT => {
            view.item(item).is_some_and(|item| item.is_removed() == value.is_set())
        }
        Intent::SetField { item, key, value } => {
            view.item(item).is_some_and(|item| !item.field(key).differs() && item.field(key).first() == value)
        }
        Intent::SetMeta { key, value } => !view.meta(key).differs() && view.meta(key).first() == value,
        Intent::SetMark { key, value } => !view.mark(key).differs() && view.mark(key).first() == value,
        Intent::SetPerson { person, key, value } => view.person(person, key).first() == value,
    }
}

/// Moves a position behind a splice that somebody else made.
fn shift(intent: &mut Intent, spliced: &TextField, at: usize, delete: usize, insert: usize) {
    let Intent::SpliceText { field, at: position, .. } = intent else { return };
    if field != spliced || *position < at {
        return;
    }
    *position = if *position >= at + delete { *position - delete + insert } else { at + insert };
}

/// The act that takes back what a merge brought: from `after` towards `before`, leaving alone whatever has
/// changed since then in `now`. Items that came are removed; values and words that came are put back.
pub fn inverse_of_merge(before: &ReviewView, after: &ReviewView, now: &ReviewView, now_ms: i64) -> Vec<Intent> {
    let mut intents = Vec::new();
    for prose in Prose::ALL {
        let field = TextField::Prose(*prose);
        if before.prose(*prose) != after.prose(*prose) && now.prose(*prose) == after.prose(*prose) {
            intents.extend(Intent::rewrite(field, now.prose(*prose), before.prose(*prose)));
        }
    }
    for (key, register) in after.all_meta() {
        if before.meta(key) != register && now.meta(key) == register && !before.meta(key).differs() {
            intents.push(Intent::set_meta(key, before.meta(key).first().clone()));
        }
    }
    for (key, register) in after.marks() {
        if before.mark(key) != register && now.mark(key) == register && !before.mark(key).differs() {
            intents.push(Intent::SetMark { key: key.to_string(), value: before.mark(key).first().clone() });
        }
    }
    for item in after.items() {
        let (id, current) = (item.id(), now.item(item.id()));
        let Some(old) = before.item(id) else {
            if current.is_some_and(|current| !current.is_removed()) {
                intents.push(Intent::remove(id, now_ms));
            }
            continue;
        };
        let Some(current) = current else { continue };
        if old.body() != item.body() && current.body() == item.body() {
            intents.extend(Intent::rewrite(TextField::Body(id.clone()), current.body(), old.body()));
        }
        for (key, register) in item.fields() {
            if old.field(key) != register && current.field(key) == register && !old.field(key).differs() {
                intents.push(Intent::set(id, key, old.field(key).first().clone()));
            }
        }
        for (key, register) in old.fields() {
            if item.field(key).is_nothing() && current.field(key).is_nothing() && !register.differs() {
                intents.push(Intent::set(id, key, register.first().clone()));
            }
        }
    }
    intents
}
