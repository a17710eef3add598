//! Earlier reviews that read like the open one, and a possible change that was proposed before.
//!
//! It is worked out over the review as it rested, from what this browser's list knows of the others; it speaks only
//! where the likeness is clear, and names nobody.

use super::stick::link_earlier;
use crate::app::{Part, Route};
use crate::archive::row::{day_of, long};
use crate::archive::{Alike, Before, Row, compared};
use crate::browser::page;
use crate::review::field::item as fields;
use crate::review::moment::Day;
use crate::review::{Intent, Prose, ReviewId, ReviewView, TextField, kind};
use crate::ui::desk::{Desk, count_on, now_ms, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::words::title_or_untitled;
use leptos::prelude::*;

/// Most earlier reviews that are shown.
const MOST_SHOWN: usize = 3;
/// Most of the changes of one that are told.
const MOST_CHANGES: usize = 4;
/// Rows that are taken in at a time, and how long the page has for other things in between.
const AT_A_TIME: usize = 40;
const TURN_MS: u32 = 16;
/// A day, in milliseconds.
const DAY_MS: i64 = 86_400_000;
/// Fewer words than this say too little of a review to look for others.
const FEWEST_WORDS: usize = 8;

/// The archive made ready to be compared with: it follows the list, a few rows at a time, and is made when it is first
/// asked.
#[derive(Clone, Copy)]
struct Archive {
    alike: StoredValue<Alike>,
    /// Counts on when more of the list was taken in.
    told: RwSignal<u64>,
}

/// Holds it for as long as reviews are looked at.
pub fn provide() {
    provide_context(Archive { alike: StoredValue::new(Alike::default()), told: RwSignal::new(0) });
}

/// What the list knows: this browser's reviews, and those that only the team folder has.
fn with_rows<T>(desk: Desk, read: impl FnOnce(&[&Row]) -> T) -> T {
    desk.rows.with_untracked(|here| {
        desk.folder.rows.with_untracked(|there| {
            let lacking = there.values().filter(|row| !here.iter().any(|mine| mine.id == row.id));
            read(&here.iter().filter(|row| row.is_listed()).chain(lacking).collect::<Vec<&Row>>())
        })
    })
}

/// Nothing while the list is being taken in; whoever asks is told when there is more.
fn with_archive<T>(desk: Desk, archive: Archive, read: impl FnOnce(&Alike) -> T) -> Option<T> {
    archive.told.track();
    desk.rows.track();
    let all = with_rows(desk, |rows| archive.alike.try_update_value(|alike| alike.follow(rows, AT_A_TIME)))?;
    if !all {
        page::spawn(async move {
            page::sleep_ms(TURN_MS).await;
            count_on(archive.told);
        });
        return None;
    }
    archive.alike.try_with_value(read)
}

/// The earlier reviews that are clearly like the open one, each with whether it was linked.
fn found(desk: Desk, archive: Archive) -> Vec<(Row, bool)> {
    let view = desk.rested.get();
    let Some(id) = desk.route.with_untracked(|route| route.review().cloned()) else { return Vec::new() };
    let asked = compared(&id, &view, now_ms());
    if asked.words.split(' ').count() < FEWEST_WORDS {
        return Vec::new();
    }
    let linked: Vec<String> =
        view.of_kind(kind::EARLIER).map(|item| item.field(fields::REVIEW).text().to_owned()).collect();
    let likes = with_archive(desk, archive, |alike| alike.like(&asked, MOST_SHOWN)).unwrap_or_default();
    let likes: Vec<_> = likes.into_iter().filter(|like| like.is_clear()).collect();
    with_rows(desk, |rows| {
        let row = |like: &crate::archive::Like| rows.iter().find(|row| row.id == like.id).map(|row| (*row).clone());
        likes
            .iter()
            .filter_map(row)
            .map(|row| {
                let linked = linked.iter().any(|id| id == row.id.as_str());
                (row, linked)
            })
            .collect()
    })
}

/// From which share of the words of a query on a review is told that says them in other words.
const QUERY_SHARE: f32 = 0.3;

/// The reviews that say in other words what is searched for, the most alike first; none of those that were found by
/// the words themselves. Nothing for a single word: that is looked for as it stands.
pub fn in_other_words(desk: Desk, query: &str, found: &[ReviewId]) -> Vec<Row> {
    if query.split_whitespace().count() < 2 {
        return Vec::new();
    }
    let Some(archive) = use_context::<Archive>() else { return Vec::new() };
    let said = Intent::rewrite(TextField::Prose(Prose::Title), "", query);
    let asked = compared(&ReviewId::new(""), &ReviewView::default().act(said.as_slice()).view, now_ms());
    let likes = with_archive(desk, archive, |alike| alike.like(&asked, MOST_SHOWN + found.len())).unwrap_or_default();
    let others = likes.iter().filter(|like| QUERY_SHARE <= like.share && !found.contains(&like.id)).take(MOST_SHOWN);
    with_rows(desk, |rows| {
        others.filter_map(|like| rows.iter().find(|row| row.id == like.id).map(|row| (*row).clone())).collect()
    })
}

/// What the aside knows of earlier reviews.
#[derive(Clone, Copy)]
pub struct Beside {
    /// Those that are clearly like the open one, each with whether it was linked; in parts 2 and 3.
    pub found: Memo<Vec<(Row, bool)>>,
    /// The change before, where the possible change in hand was proposed already.
    pub proposed: Memo<Option<Again>>,
}

/// A possible change that was proposed before.
#[derive(Clone, PartialEq)]
pub struct Again {
    said: String,
    row: Row,
    before: Before,
}

/// For the aside.
pub fn beside(desk: Desk) -> Beside {
    let archive = expect_context::<Archive>();
    let in_its_part = Memo::new(move |_| matches!(desk.route.get(), Route::Review(_, Part::Why | Part::Change)));
    Beside {
        found: Memo::new(move |_| if in_its_part.get() { found(desk, archive) } else { Vec::new() }),
        proposed: Memo::new(move |_| proposed(desk, archive)),
    }
}

/// Earlier reviews like this one, as a section of the aside.
pub fn section(desk: Desk, beside: Beside) -> Piece {
    when(
        move || beside.found.with(|found| !found.is_empty()),
        move || {
            el("details")
                .class("earlier-reviews")
                .attr("open", page::matches_media("(min-width: 82rem)"))
                .child(el("summary").child(el("h3").child("Earlier reviews like this one")))
                .child(list(desk, beside.found))
        },
    )
}

fn list(desk: Desk, found: Memo<Vec<(Row, bool)>>) -> Piece {
    el("ul").class("earlier").attr("role", "list").attr("aria-label", "Earlier reviews").child(each(
        move || found.get(),
        |(row, linked)| (row.id.clone(), row.updated_at_ms, *linked),
        move |(row, linked)| one(desk, &row, linked),
    ))
}

/// Earlier reviews like this one, as one folded line.
#[component]
pub fn EarlierLine() -> Piece {
    let desk = use_desk();
    let archive = expect_context::<Archive>();
    let found = Memo::new(move |_| found(desk, archive));
    when(
        move || found.with(|found| !found.is_empty()),
        move || {
            el("details")
                .class("earlier-line")
                .child(el("summary").child(move || match found.with(Vec::len) {
                    1 => "An earlier review reads like this one".to_owned(),
                    many => format!("{many} earlier reviews read like this one"),
                }))
                .child(list(desk, found))
        },
    )
}

fn one(desk: Desk, row: &Row, linked: bool) -> Piece {
    let href = Route::Review(row.id.clone(), Part::WhatHappened).to_hash();
    let ago = before_this(desk, row).map(|days| format!(" {} earlier", long(days)));
    let changes = row.proposed.iter().take(MOST_CHANGES).map(|change| {
        let again = (!change.revisit.is_empty()).then(|| format!(" To be looked at again: {}.", change.revisit));
        el("li").child(el("q").child(change.short.clone())).child(format!(" {}.", change.fate())).child(again)
    });
    let changes = (!row.proposed.is_empty()).then(|| {
        el("ul").attr("role", "list").attr("aria-label", "What became of its changes").child(changes.collect::<Piece>())
    });
    let questions = row.asked.iter().map(|asked| {
        let age = (asked.since_ms > 0).then(|| format!(" Open for {}.", long((now_ms() - asked.since_ms) / DAY_MS)));
        el("li").child(el("q").child(asked.short.clone())).child(age)
    });
    let questions = (!row.asked.is_empty()).then(|| {
        el("ul").attr("role", "list").attr("aria-label", "Its open questions").child(questions.collect::<Piece>())
    });
    let kept = StoredValue::new(row.clone());
    el("li")
        .child(el("a").attr("href", href).child(title_or_untitled(&row.title)))
        .child(ago.map(|ago| el("span").class("quiet").child(ago)))
        .child(changes)
        .child(questions)
        .child(if linked {
            el("p").class("quiet").child("Linked: the same failure.")
        } else {
            piece((desk.read_only.get_untracked().is_none()).then(|| {
                button()
                    .class("plain")
                    .on(ev::click, move |_| kept.with_value(|row| link_earlier(desk, row)))
                    .child("This is the same failure")
            }))
        })
}

/// Of the possible change that was last left, or else the newest that nobody has decided on: where it was proposed
/// before.
fn proposed(desk: Desk, archive: Archive) -> Option<Again> {
    let (id, part) = match desk.route.get() {
        Route::Review(id, part) => (id, part),
        _ => return None,
    };
    let beside = desk.beside.get();
    let said = desk.rested.with(|view| {
        let in_hand = match &beside {
            Some(TextField::Body(item)) => view.item(item).filter(|item| item.kind() == kind::CANDIDATE),
            _ => None,
        };
        let newest = || {
            let open = view.of_kind(kind::CANDIDATE).filter(|item| item.field(fields::DISPOSITION).is_nothing());
            open.max_by_key(|item| item.field(fields::CREATED_AT).first().as_int())
        };
        let item = in_hand.or_else(|| if part == Part::Change { newest() } else { None });
        item.map(|item| item.body().to_owned())
    })?;
    let asked = desk.rested.with(|view| compared(&id, view, now_ms()));
    let before = with_archive(desk, archive, |alike| alike.proposed(&said, &asked)).flatten()?;
    let row = with_rows(desk, |rows| rows.iter().find(|row| row.id == before.id).map(|row| (*row).clone()))?;
    Some(Again { said, row, before })
}

/// One sentence where the possible change in hand was proposed before.
pub fn proposed_before(desk: Desk, beside: Beside) -> Piece {
    piece(move || {
        let Again { said, row, before } = beside.proposed.get()?;
        let change = row.proposed.get(before.place)?;
        let ago = before_this(desk, &row).map_or_else(|| "before".to_owned(), |days| format!("{} ago", long(days)));
        let href = Route::Review(row.id.clone(), Part::Change).to_hash();
        Some(
            el("p")
                .class("proposed-before")
                .child(el("q").child(said))
                .child(format!(" This was proposed {ago} and {}: ", change.became()))
                .child(el("a").attr("href", href).child(change.short.clone())),
        )
    })
}

/// The later reviews that refer to this one, at the foot of its page.
#[component]
pub fn ReferredToBy() -> Piece {
    let desk = use_desk();
    let later = Memo::new(move |_| {
        let Some(id) = desk.route.with(|route| route.review().cloned()) else { return Vec::new() };
        desk.rows.track();
        with_rows(desk, |rows| {
            let refers = rows.iter().filter(|row| row.earlier.iter().any(|link| link.review == id.as_str()));
            refers.map(|row| (row.id.clone(), row.title.clone())).collect::<Vec<_>>()
        })
    });
    when(
        move || !later.with(Vec::is_empty),
        move || {
            let links = later.get().into_iter().enumerate().map(|(place, (id, title))| {
                let href = Route::Review(id, Part::WhatHappened).to_hash();
                many([
                    text(if place > 0 { ", " } else { "" }),
                    el("a").attr("href", href).child(title_or_untitled(&title)),
                ])
            });
            el("p").class("referred-to").child("Referred to by ").child(links.collect::<Piece>())
        },
    )
}

/// The day that the open review is of, today where nobody has said; days since 1970.
fn own_day(desk: Desk) -> i64 {
    let said = desk.rested.with_untracked(|view| day_of(view));
    said.map_or_else(|| now_ms() / DAY_MS, Day::number)
}

/// How long before the open one a review was.
fn before_this(desk: Desk, row: &Row) -> Option<i64> {
    row.day_number().map(|then| own_day(desk) - then)
}
