//! Where each text of a review stands, for the rules of wording.

use super::Context;
use crate::practice::accounts;
use crate::review::field::item as fields;
use crate::review::{EntryKind, Item, Prose, ReviewView, TextField, kind};

/// The context of a text. What quotes something, and what people say of themselves, is in a silent one.
pub fn context(view: &ReviewView, field: &TextField) -> Context {
    match field {
        TextField::Prose(prose) => of_prose(*prose),
        TextField::Body(id) => view.item(id).map_or(Context::Evidence, |item| of_item(item)),
    }
}

const fn of_prose(prose: Prose) -> Context {
    match prose {
        Prose::Title | Prose::Summary => Context::Timeline,
        Prose::Impact => Context::Impact,
        Prose::Trigger | Prose::Condition => Context::Factor,
        Prose::Holder => Context::Action,
        Prose::NothingBecause => Context::Decision,
        Prose::Different | Prose::Lives | Prose::Trap | Prose::Luck | Prose::Helped => Context::Lesson,
        Prose::ModelSaid | Prose::SystemDid => Context::Comment,
        Prose::Opening => Context::Opener,
        Prose::Attribution => Context::Evidence,
    }
}

fn of_item(item: &Item) -> Context {
    match item.kind() {
        kind::ENTRY if is_quoted(item) => Context::Evidence,
        kind::ENTRY if !accounts::seen_from(item).is_empty() => Context::Opener,
        kind::ENTRY if item.entry_kind() == EntryKind::Decision => Context::Decision,
        kind::ENTRY => Context::Timeline,
        kind::IMPACT => Context::Impact,
        kind::FACTOR => Context::Factor,
        kind::CANDIDATE => Context::Action,
        kind::QUESTION => Context::Question,
        kind::PARKED | kind::CHECK_IN => Context::Comment,
        // What people saw and believed is theirs to word.
        _ => Context::Opener,
    }
}

/// Whether an item's words are somebody else's: a log, a chat, a write-up. Memory is no such source.
pub fn is_quoted(item: &Item) -> bool {
    let source = item.field(fields::SOURCE).text();
    !source.is_empty() && !source.eq_ignore_ascii_case("memory")
}
