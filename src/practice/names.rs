//! Names of people in a review: in the story a role can stand in their place, and they stand on commitments (S3-12).
//!
//! Promises: what is replaced is a whole name, never a part of a word; commitments, accounts (which only their authors
//! edit) and evidence are left as they are; one person becomes one role, whichever part of the name is used.

use super::lens;
use crate::review::field::item as fields;
use crate::review::{Intent, Prose, ReviewView, Scalar, TextField, kind};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The names that this review knows: of owners, of those who said yes, and of those who held a role.
pub fn known(view: &ReviewView) -> BTreeSet<String> {
    let owners = view.items().filter(|item| item.kind() == kind::CANDIDATE);
    let owners = owners.flat_map(|item| {
        [fields::OWNER, fields::ACCEPTED]
            .into_iter()
            .flat_map(|key| item.field(key).claims())
            .filter_map(|claim| claim.value.as_str())
            .collect::<Vec<_>>()
    });
    let roles = view.items().filter(|item| item.kind() == kind::ROLE).map(|item| item.body());
    owners.chain(roles).map(|name| name.trim().to_owned()).filter(|name| name.chars().count() > 1).collect()
}

/// Where names stand in a text: those that are known, their parts, and what is somebody's name beyond doubt. In order,
/// none within another.
fn spans(text: &str, known: &BTreeSet<String>) -> Vec<Range<usize>> {
    let mut spans = lens::people_named(text);
    for name in known {
        let mut parts: Vec<&str> = name.split_whitespace().filter(|part| is_a_names_part(part)).collect();
        parts.push(name);
        for part in parts {
            spans.extend(text.match_indices(part).map(|(at, found)| at..at + found.len()));
        }
    }
    spans.retain(|span| {
        let before = text.get(..span.start).is_some_and(|before| before.ends_with(char::is_alphanumeric));
        let after = text.get(span.end..).is_some_and(|after| after.starts_with(char::is_alphanumeric));
        !before && !after && !span.is_empty()
    });
    spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    let mut whole: Vec<Range<usize>> = Vec::new();
    for span in spans {
        match whole.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            // Both parts of a name that is known are one person.
            Some(last)
                if text.get(last.end..span.start) == Some(" ")
                    && known.iter().any(|name| text.get(last.start..span.end).is_some_and(|both| both == name)) =>
            {
                last.end = span.end
            }
            _ => whole.push(span),
        }
    }
    whole
}

/// The text with something in the place of each name.
fn replaced<'a>(text: &str, spans: &[Range<usize>], with: impl Fn(&str, bool) -> &'a str) -> String {
    let (mut out, mut from) = (String::new(), 0);
    for span in spans {
        let begins = text
            .get(..span.start)
            .is_some_and(|before| before.trim_end().is_empty() || before.trim_end().ends_with(['.', '!', '?', '\n']));
        out.push_str(text.get(from..span.start).unwrap_or_default());
        out.push_str(with(text.get(span.clone()).unwrap_or_default(), begins));
        from = span.end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}

/// The text without these names and without what is somebody's name beyond doubt: "a person" stands in the place of
/// each. A part of a name that is known is the name too.
pub fn unnamed(text: &str, known: &BTreeSet<String>) -> String {
    replaced(text, &spans(text, known), |_, _| "a person")
}

/// A word that is written like a name and means neither a team nor anything the rules of wording know.
pub fn is_a_names_part(part: &str) -> bool {
    let mut letters = part.chars();
    letters.next().is_some_and(char::is_uppercase)
        && part.chars().count() > 2
        && letters.all(|letter| letter.is_lowercase() || matches!(letter, '-' | '\''))
        && lens::could_be_a_name(part)
        && !lens::is_of_a_team(part)
}

/// The fields of an item that tell what happened and why.
const OF_THE_STORY: &[&str] = &[
    fields::KNOWN_THEN,
    fields::OPTIONS,
    fields::CHOSEN,
    fields::WHY,
    fields::LEARNED_LATER,
    fields::MISSING,
    fields::MISSING_WAS,
    fields::BELIEVED_REACH,
    fields::ACTUAL_REACH,
    fields::CAUGHT_BY,
    fields::IN_FACT,
    fields::ANSWER,
];

/// What a text of the story is: one that people write together, or a value.
enum Told<'a> {
    Text(TextField, &'a str),
    Value(crate::review::ItemId, &'static str, &'a str),
}

impl Told<'_> {
    fn words(&self) -> &str {
        match self {
            Told::Text(_, text) | Told::Value(.., text) => text,
        }
    }
}

/// Every text of the story: all but commitments, accounts, who held a role, and evidence.
fn story(view: &ReviewView) -> Vec<Told<'_>> {
    let prose = Prose::ALL.iter().filter(|field| **field != Prose::Holder);
    let mut all: Vec<Told<'_>> = prose.map(|field| Told::Text(TextField::Prose(*field), view.prose(*field))).collect();
    let apart = [kind::CANDIDATE, kind::ROLE, kind::ACCOUNT, kind::EVIDENCE];
    // As it is read: the timeline first, in its order.
    let timeline: Vec<_> = view.timeline().collect();
    let told: BTreeSet<_> = timeline.iter().map(|item| item.id().clone()).collect();
    let others = view.items().filter(|item| !told.contains(item.id()));
    let all_items = timeline.into_iter().chain(others);
    for item in all_items.filter(|item| item.is_present() && !apart.contains(&item.kind())) {
        all.push(Told::Text(TextField::Body(item.id().clone()), item.body()));
        for key in OF_THE_STORY {
            let register = item.field(key);
            if !register.differs() && !register.text().is_empty() {
                all.push(Told::Value(item.id().clone(), key, register.text()));
            }
        }
    }
    all
}

/// What acted on its own is no person, whatever it is called.
fn acted(view: &ReviewView) -> BTreeSet<String> {
    let actors = view.of_kind(kind::GATE).map(|gate| gate.field(fields::ACTOR).text());
    actors.flat_map(|actor| actor.split(|letter: char| !letter.is_alphanumeric())).map(str::to_lowercase).collect()
}

fn first_part(name: &str) -> String {
    let part = name.split_whitespace().next().unwrap_or("").trim_start_matches('@');
    part.split(['.', '-', '_']).next().unwrap_or(part).to_lowercase()
}

/// What stands for a person, however much of the name is written.
fn person(name: &str, known: &BTreeSet<String>) -> String {
    let part = first_part(name);
    let whole = known.iter().find(|known| known.split_whitespace().any(|other| other.to_lowercase() == part));
    whole.map_or(part, |known| first_part(known))
}

/// A text of the story with the names in it.
type Naming<'a> = (Told<'a>, Vec<Range<usize>>);

/// The names of people in the story, as they first stand there, with the places where they do.
fn found(view: &ReviewView) -> (Vec<String>, Vec<Naming<'_>>) {
    let (known, acted) = (known(view), acted(view));
    let mut names: Vec<String> = Vec::new();
    let mut places = Vec::new();
    for told in story(view) {
        let text = told.words();
        let mut spans = spans(text, &known);
        spans.retain(|span| !acted.contains(&first_part(text.get(span.clone()).unwrap_or_default())));
        for name in spans.iter().filter_map(|span| text.get(span.clone())) {
            if names.iter().all(|other| person(other, &known) != person(name, &known)) {
                names.push(name.to_owned());
            }
        }
        if !spans.is_empty() {
            places.push((told, spans));
        }
    }
    (names, places)
}

/// The names of people that stand in the story, each once, as they first stand there.
pub fn in_story(view: &ReviewView) -> Vec<String> {
    found(view).0
}

/// That names stand in the story, in a sentence; nothing where there is none.
pub fn sentence(view: &ReviewView) -> Option<String> {
    let names = in_story(view);
    let (last, first) = names.split_last()?;
    let stand = if first.is_empty() { "stands" } else { "stand" };
    let all = if first.is_empty() { last.clone() } else { format!("{} and {last}", first.join(", ")) };
    Some(format!("{all} {stand} in the story by name: a role can stand there, and names stand on commitments."))
}

/// The acts that put a role in the place of each name in the story: "a responder", or, of several, "responder 1" and so
/// on, in the order in which they appear.
pub fn as_roles(view: &ReviewView) -> Vec<Intent> {
    let (names, places) = found(view);
    let known = known(view);
    let roles: BTreeMap<String, (String, String)> = names
        .iter()
        .enumerate()
        .map(|(nth, name)| {
            let role = if names.len() == 1 { "a responder".to_owned() } else { format!("responder {}", nth + 1) };
            let first = if names.len() == 1 { "A responder".to_owned() } else { format!("Responder {}", nth + 1) };
            (person(name, &known), (role, first))
        })
        .collect();
    let role = |name: &str, begins: bool| {
        roles.get(&person(name, &known)).map_or("a responder", |(role, first)| if begins { first } else { role })
    };
    places
        .into_iter()
        .filter_map(|(told, spans)| {
            let now = replaced(told.words(), &spans, role);
            match told {
                Told::Text(field, text) => Intent::rewrite(field, text, &now),
                Told::Value(id, key, _) => Some(Intent::set(&id, key, Scalar::text_or_null(now))),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::{ItemId, NewItem, PersonId};

    fn with(view: &ReviewView, id: &str, kind: &str, body: &str, fields: &[(&str, &str)]) -> ReviewView {
        let mut new = NewItem::new(ItemId::new(id), kind, body, &PersonId::new("p"), 0);
        for (key, value) in fields {
            new = new.with(key, Scalar::text(*value));
        }
        view.act(&[Intent::AddItem(new)]).view
    }

    // S3-12
    #[test]
    fn roles_come_in_the_place_of_names_in_the_story_and_commitments_keep_theirs() {
        let view = with(&ReviewView::default(), "a", kind::ENTRY, "Dave restarted it; Priya Sharma watched.", &[]);
        let view = with(&view, "b", kind::ENTRY, "we told dave about the lag", &[(fields::WHY, "Priya was on leave")]);
        let view = with(&view, "c", kind::CANDIDATE, "Rosa adds the check", &[(fields::OWNER, "Rosa Diaz")]);
        let view = with(&view, "d", kind::LEARNED, "Only Diaz and Rosa know the restore", &[]);
        let view = with(&view, "e", kind::ACCOUNT, "I saw Dave leave", &[]);
        let view = with(&view, "f", kind::GATE, "Claude decided to drop it", &[(fields::ACTOR, "Claude, an agent")]);
        assert_eq!(in_story(&view), ["Dave", "Priya Sharma", "Diaz"]);
        let told = view.act(&as_roles(&view)).view;
        let body = |id: &str| told.item(&ItemId::new(id)).unwrap().body().to_owned();
        assert_eq!(body("a"), "Responder 1 restarted it; responder 2 watched.");
        assert_eq!(body("b"), "we told dave about the lag");
        assert_eq!(told.item(&ItemId::new("b")).unwrap().field(fields::WHY).text(), "Responder 2 was on leave");
        assert_eq!(body("c"), "Rosa adds the check");
        assert_eq!(told.item(&ItemId::new("c")).unwrap().field(fields::OWNER).text(), "Rosa Diaz");
        assert_eq!(body("e"), "I saw Dave leave");
        assert_eq!(body("f"), "Claude decided to drop it");
        assert!(in_story(&told).is_empty(), "{:?}", in_story(&told));
    }

    #[test]
    fn one_name_is_a_responder_and_nothing_changes_where_there_is_none() {
        let view = with(&ReviewView::default(), "a", kind::ENTRY, "It was Dave's laptop. Dave closed it.", &[]);
        let told = view.act(&as_roles(&view)).view;
        assert_eq!(told.item(&ItemId::new("a")).unwrap().body(), "It was a responder's laptop. A responder closed it.");
        assert!(as_roles(&told).is_empty());
        assert!(as_roles(&ReviewView::default()).is_empty());
    }
}
