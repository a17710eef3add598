//! Undo and redo of one's own acts, and taking back a merge.
//!
//! An act is remembered as values, item ids and edits of text, never as heads or object ids. Undoing is a new act. What
//! somebody else has changed since stays: a value is put back only where it still is the one that was set, words are
//! taken out only where they still stand, and an item in which somebody else has done something since is not removed.
//! What others write is carried back through one's own later acts, so that each act knows it as it will stand once those
//! are undone: positions that followed the page alone took others' words away where one's own had moved them.

use crate::review::ballot::is_ballot;
use crate::review::edit::Edit;
use crate::review::field::item as item_fields;
use crate::review::text::utf16_len;
use crate::review::view::Act;
use crate::review::{Delta, Intent, ItemId, Prose, Register, ReviewView, Scalar, TextField};

/// How many acts are remembered.
const DEPTH: usize = 200;
/// Typing that goes on within this time is one act, milliseconds.
const BURST_MS: i64 = 1_000;

/// One wish, by what takes it back.
#[derive(Clone, Debug)]
enum Step {
    /// Of a text: the edit that takes it back, done to what stands once every later act is undone.
    Text { field: TextField, back: Edit },
    /// Of a value. Others may have done something since with the item that taking it back would remove.
    Value { forward: Intent, backward: Intent, theirs_too: bool },
}

#[derive(Clone, Debug)]
struct Remembered {
    steps: Vec<Step>,
    /// Where typing would go on: behind the words that came last.
    end: Option<(TextField, usize)>,
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
        let end = match act.intents.last() {
            Some(Intent::SpliceText { field, at, insert, .. }) => Some((field.clone(), at + utf16_len(insert))),
            _ => None,
        };
        if let Some(last) = self.done.last_mut()
            && now_ms - last.at_ms <= BURST_MS
            && goes_on(last, &act.intents)
        {
            last.steps.extend(steps);
            (last.at_ms, last.end) = (now_ms, end);
            return;
        }
        self.done.push(Remembered { steps, end, at_ms: now_ms });
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

    /// Carries what came from elsewhere into every remembered act.
    pub fn follow(&mut self, deltas: &[Delta]) {
        for delta in deltas {
            let Delta::TextSpliced { field, at, delete, insert } = delta else {
                self.touched(delta);
                continue;
            };
            let edit = Edit::splice(*at, *delete, insert);
            for acts in [&mut self.done, &mut self.undone] {
                let mut theirs = edit.clone();
                for act in acts.iter_mut().rev() {
                    if let Some((_, end)) = act.end.as_mut().filter(|(of, end)| of == field && *at <= *end) {
                        *end = at + utf16_len(insert) + end.saturating_sub(at + delete);
                    }
                    for step in act.steps.iter_mut().rev() {
                        if let Step::Text { field: of, back } = step
                            && of == field
                        {
                            (*back, theirs) = back.apart(&theirs);
                        }
                    }
                }
            }
            self.touched(delta);
        }
    }

    /// The texts that remembered acts are about.
    pub fn fields(&self) -> Vec<TextField> {
        let steps = self.done.iter().chain(&self.undone).flat_map(|act| &act.steps);
        let mut fields: Vec<TextField> = steps
            .filter_map(|step| match step {
                Step::Text { field, .. } => Some(field.clone()),
                Step::Value { .. } => None,
            })
            .collect();
        fields.sort();
        fields.dedup();
        fields
    }

    /// Somebody else has done something with an item.
    fn touched(&mut self, delta: &Delta) {
        let item = match delta {
            Delta::TextSpliced { field: TextField::Body(item), .. } | Delta::FieldSet { item, .. } => item,
            _ => return,
        };
        for step in self.done.iter_mut().chain(&mut self.undone).flat_map(|act| &mut act.steps) {
            if let Step::Value { backward, theirs_too, .. } = step {
                *theirs_too |= removes(backward) == Some(item);
            }
        }
    }
}

/// The item that an intent removes.
fn removes(intent: &Intent) -> Option<&ItemId> {
    match intent {
        Intent::SetField { item, key, value } if key == item_fields::REMOVED_AT && value.is_set() => Some(item),
        _ => None,
    }
}

fn steps(before: &ReviewView, intents: &[Intent], now_ms: i64) -> Vec<Step> {
    let mut view = before.clone();
    let mut steps = Vec::new();
    for intent in intents {
        let backward = intent.inverse(&view, now_ms);
        let act = view.act(std::slice::from_ref(intent));
        for (forward, backward) in act.intents.into_iter().zip(backward) {
            steps.push(match backward {
                Intent::SpliceText { field, at, delete, insert } => {
                    Step::Text { field, back: Edit::splice(at, delete, &insert) }
                }
                backward => Step::Value { forward, backward, theirs_too: false },
            });
        }
        view = act.view;
    }
    steps
}

/// Whether typing goes on where the last act left the caret.
fn goes_on(last: &Remembered, next: &[Intent]) -> bool {
    let (Some((field, end)), [Intent::SpliceText { field: next_field, at, delete, .. }]) = (&last.end, next) else {
        return false;
    };
    field == next_field && (at == end || at + delete == *end)
}

fn turn(from: &mut Vec<Remembered>, to: &mut Vec<Remembered>, view: &ReviewView, now_ms: i64) -> Option<Vec<Intent>> {
    while let Some(remembered) = from.pop() {
        let mut current = view.clone();
        let mut intents = Vec::new();
        let mut back = Vec::new();
        for step in remembered.steps.iter().rev() {
            let (undoing, again) = match step {
                Step::Text { field, back } => {
                    let Some(text) = current.text(field) else { continue };
                    (back.intents(field), Step::Text { field: field.clone(), back: back.inverse(text) })
                }
                Step::Value { forward, theirs_too, .. } if *theirs_too || !still_stands(&current, forward) => continue,
                Step::Value { forward, backward, .. } => {
                    let undoing = refreshed(backward, now_ms);
                    let (forward, backward) = (undoing.clone(), forward.clone());
                    (vec![undoing], Step::Value { forward, backward, theirs_too: false })
                }
            };
            let act = current.act(&undoing);
            if act.intents.is_empty() {
                continue;
            }
            back.push(again);
            intents.extend(act.intents);
            current = act.view;
        }
        if !intents.is_empty() {
            to.push(Remembered { steps: back, end: None, at_ms: i64::MIN / 2 });
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

/// Whether the value that was set is still there.
fn still_stands(view: &ReviewView, intent: &Intent) -> bool {
    match intent {
        Intent::SpliceText { .. } => true,
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

/// What of something that is added is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Take {
    /// All of it.
    #[default]
    Everything,
    /// All but that it removes what stands here.
    ButRemovals,
    /// What is new; what stands here stays as it is.
    OnlyNew,
}

/// The act that leaves out what is not wanted of a merge that was just made from `before` to `after`. Afterwards it
/// stands in the history like anything that was taken back.
pub fn left_out(before: &ReviewView, after: &ReviewView, take: Take, now_ms: i64) -> Vec<Intent> {
    let mut intents = inverse_of_merge(before, after, after, now_ms);
    intents.retain(|intent| match (take, intent) {
        (Take::Everything, _) => false,
        (_, Intent::SetField { item, key, value }) if key == item_fields::REMOVED_AT => {
            before.item(item).is_some() && (take == Take::OnlyNew || !value.is_set())
        }
        (Take::ButRemovals, _) => false,
        (Take::OnlyNew, Intent::SetMark { key, .. }) => !before.mark(key).is_nothing(),
        (Take::OnlyNew, _) => true,
    });
    intents
}

/// The act that takes back what a merge brought: from `after` towards `before`, leaving alone whatever has been done
/// since in `now`. Items that came are removed unless something was done with them since; values that came are put
/// back, and words that came are taken out of what was written since.
pub fn inverse_of_merge(before: &ReviewView, after: &ReviewView, now: &ReviewView, now_ms: i64) -> Vec<Intent> {
    let mut intents = Vec::new();
    let mut reword = |field: TextField, before: &str, after: &str, now: &str| {
        intents.extend(Edit::back(before, after, now).intents(&field));
    };
    for prose in Prose::ALL {
        reword(TextField::Prose(*prose), before.prose(*prose), after.prose(*prose), now.prose(*prose));
    }
    for item in after.items() {
        if let (Some(old), Some(current)) = (before.item(item.id()), now.item(item.id())) {
            reword(TextField::Body(item.id().clone()), old.body(), item.body(), current.body());
        }
    }
    // The value to put back: the one from before, where nobody has chosen another since. Values that differed stay.
    let value = |old: &Register, new: &Register, now: &Register| {
        (old != new && now == new && !old.differs()).then(|| old.first().clone())
    };
    for (key, _) in before.all_meta().chain(after.all_meta()) {
        let value = value(before.meta(key), after.meta(key), now.meta(key));
        intents.extend(value.map(|value| Intent::set_meta(key, value)));
    }
    for (key, _) in before.marks().chain(after.marks()).filter(|(key, _)| !is_ballot(key)) {
        let value = value(before.mark(key), after.mark(key), now.mark(key));
        intents.extend(value.map(|value| Intent::SetMark { key: key.to_string(), value }));
    }
    for item in after.items() {
        let (id, current) = (item.id(), now.item(item.id()));
        let Some(old) = before.item(id) else {
            if current.is_some_and(|current| current == item && !current.is_removed()) {
                intents.push(Intent::remove(id, now_ms));
            }
            continue;
        };
        let Some(current) = current else { continue };
        for (key, _) in old.fields().chain(item.fields()) {
            let value = value(old.field(key), item.field(key), current.field(key));
            intents.extend(value.map(|value| Intent::set(id, key, value)));
        }
    }
    intents
}
