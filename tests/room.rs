//! An open review: typing, two tabs, leaving for the first time, taking in and taking back.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use proptest::prelude::*;
use second_story::app::room::Take;
use second_story::app::{Output, Room, tab_message::TabMessage};
use second_story::document::{Replica, Seed, everything_written};
use second_story::review::field::item as fields;
use second_story::review::splice::Splice;
use second_story::review::{
    Delta, EntryKind, Intent, ItemId, Moment, NewItem, PersonId, Prose, ReviewId, Scalar, TextField,
};
use second_story::store::{Effect, Event, SaveState, Store, Write};

fn seed(number: u8) -> Seed {
    Seed { id: [number; 16], actor: [number.wrapping_add(100); 16] }
}

fn entry(id: &str, text: &str) -> Intent {
    Intent::AddItem(NewItem::entry(
        ItemId::new(id),
        EntryKind::Note,
        &Moment::unknown(),
        text,
        &PersonId::new("me"),
        1_000,
    ))
}

fn typed(at: usize, insert: &str) -> Intent {
    Intent::SpliceText { field: TextField::Body(ItemId::new("a")), at, delete: 0, insert: insert.into() }
}

fn begin() -> Room {
    Room::begin(&seed(1), PersonId::new("me"), "tab", &[entry("a", "Bo forgot")], 1_000).unwrap().0
}

/// A second tab of the same review.
fn another_tab(room: &Room, number: u8) -> Room {
    let replica = Replica::load(&room.document().unwrap(), [number; 16]).unwrap();
    Room::around(replica, PersonId::new("me"), "tab two").unwrap()
}

fn told(outputs: &[Output]) -> Vec<Vec<u8>> {
    outputs
        .iter()
        .filter_map(|output| match output {
            Output::Tell(message) => Some(message.encode()),
            _ => None,
        })
        .collect()
}

#[test]
fn saved_is_said_only_after_the_disk_has_answered() {
    let mut room = begin();
    assert_eq!(room.status(), SaveState::Saving);
    let outputs = room.act(&[typed(0, "x")], 2_000);
    let tickets: Vec<_> = outputs
        .iter()
        .filter_map(|output| match output {
            Output::Journal(Effect::Append { ticket, .. }) => Some(*ticket),
            _ => None,
        })
        .collect();
    assert_eq!(tickets.len(), 1);
    room.disk(Event::Landed { ticket: tickets[0] });
    assert_eq!(room.status(), SaveState::Saving, "the beginning is still on its way");
}

#[test]
fn keys_typed_before_the_document_is_loaded_are_in_it_afterwards() {
    let whole = begin();
    let mut room = Room::painted(whole.id().clone(), (**whole.view()).clone(), PersonId::new("me"), "tab");
    room.act(&[typed(9, " the key")], 2_000);
    assert_eq!(room.view().item(&ItemId::new("a")).unwrap().body(), "Bo forgot the key");
    assert_eq!(room.status(), SaveState::Saving);
    room.loaded(Replica::load(&whole.document().unwrap(), [9; 16]).unwrap(), 2_100).unwrap();
    assert_eq!(room.view().item(&ItemId::new("a")).unwrap().body(), "Bo forgot the key");
    let again = Replica::load(&room.document().unwrap(), [8; 16]).unwrap();
    assert_eq!(again.view().unwrap(), **room.view());
}

/// What a field on the page shows after it was told these outputs: as the page does it, by the deltas, or by the whole
/// text where none are told.
fn drawn(mut field: String, outputs: &[Output], room: &Room) -> String {
    let body = TextField::Body(ItemId::new("a"));
    for output in outputs {
        let Output::Draw(deltas) = output else { continue };
        for delta in deltas {
            if let Delta::TextSpliced { field: told, at, delete, insert } = delta
                && *told == body
            {
                field = Splice { at: *at, delete: *delete, insert: insert.to_string() }.apply(&field);
            }
        }
        if deltas.is_empty() {
            room.view().text(&body).unwrap().clone_into(&mut field);
        }
    }
    field
}

#[test]
fn keys_typed_before_the_document_is_loaded_stand_once_in_their_field() {
    for ahead in [false, true] {
        let mut whole = begin();
        let mut room = Room::painted(whole.id().clone(), (**whole.view()).clone(), PersonId::new("me"), "tab");
        // The document may be ahead of what was kept to be painted, and another tab may write meanwhile.
        let told_meanwhile = if ahead {
            whole.act(&[typed(0, "I think ")], 1_500);
            let mut there = another_tab(&whole, 50);
            told(&there.act(&[typed(0, "So ")], 1_600))
        } else {
            Vec::new()
        };
        let before = room.view().item(&ItemId::new("a")).unwrap().body().to_owned();
        let outputs = room.act(&[typed(9, " the key")], 2_000);
        let mut field = drawn(before, &outputs, &room);
        assert_eq!(field, "Bo forgot the key");
        for message in &told_meanwhile {
            field = drawn(field, &room.heard(message, [3; 16]), &room);
        }
        let outputs = room.loaded(Replica::load(&whole.document().unwrap(), [9; 16]).unwrap(), 2_100).unwrap();
        field = drawn(field, &outputs, &room);
        assert_eq!(field, room.view().item(&ItemId::new("a")).unwrap().body());
        assert_eq!(field.matches("the key").count(), 1, "{field}");
        assert_eq!(field.contains("So "), ahead);
    }
}

#[test]
fn what_was_typed_before_the_document_was_there_outlives_a_page_that_closes_meanwhile() {
    let whole = begin();
    let painted = || Room::painted(whole.id().clone(), (**whole.view()).clone(), PersonId::new("me"), "tab");
    let mut closing = painted();
    assert_eq!(closing.undone_yet(), "");
    let _ = closing.act(&[typed(9, " the key")], 1);
    let _ = closing.act(&[entry("late", "👀 seen")], 2);
    let words = closing.undone_yet();

    let mut next = another_tab(&whole, 9);
    let outputs = next.act_again(&words, 3);
    assert!(outputs.iter().any(|output| matches!(output, Output::Journal(_))), "it goes to the disk");
    let body = |room: &Room| room.view().item(&ItemId::new("a")).unwrap().body().to_owned();
    assert_eq!(body(&next), "Bo forgot the key");
    assert!(next.view().item(&ItemId::new("late")).is_some());
    assert_eq!(next.undone_yet(), "");
    assert!(next.act_again("not words of ours", 4).is_empty());

    // Loaded, it is in the document, and nothing waits any more; undo takes each act back once.
    let replica = whole.replica().unwrap();
    let _ = closing.loaded(Replica::load(&replica.save(), [8; 16]).unwrap(), 5).unwrap();
    assert_eq!(closing.undone_yet(), "");
    let _ = closing.undo(6);
    assert_eq!(closing.view().timeline().count(), whole.view().timeline().count());
    let _ = closing.undo(7);
    assert_eq!(body(&closing), body(&whole));
}

#[test]
fn two_tabs_hear_each_other_and_a_late_one_asks_for_what_it_missed() {
    let mut here = begin();
    let mut there = another_tab(&here, 50);
    let missed = here.act(&[typed(0, "1")], 2_000);
    let second = here.act(&[typed(1, "2")], 2_001);
    assert!(!told(&missed).is_empty());
    // Only the second message arrives; the tab asks, and is answered.
    let asks = there.heard(&told(&second)[0], [1; 16]);
    let answer = here.heard(&told(&asks)[0], [2; 16]);
    there.heard(&told(&answer)[0], [1; 16]);
    assert_eq!(here.view(), there.view());
}

#[test]
fn what_a_tab_brought_along_and_what_it_left_behind_are_one() {
    let mut here = begin();
    let mut there = another_tab(&here, 50);
    let old_start = here.document().unwrap();
    // The second tab types while the first one shares: its letters are in the old document on the disk, and come along
    // with it, too.
    let (outputs, left) = here.leave(&seed(2), 2_005).unwrap();
    let leaving = left.unwrap().leaving;
    let typing = told(&there.act(&[typed(9, " the key")], 2_007));
    let written = there.replica().unwrap().save();
    for message in told(&outputs) {
        let said = there.heard(&message, [3; 16]);
        for message in told(&said) {
            here.heard(&message, [4; 16]);
        }
    }
    let body = |room: &Room| room.view().item(&ItemId::new("a")).unwrap().body().to_owned();
    assert_eq!((body(&there), body(&here)), ("Bo forgot the key".into(), "Bo forgot the key".into()));
    // No tab is in the old one any more: what is in it is taken over, and was there already. In either order.
    let taken = here.take_over(&leaving, &[old_start.clone(), written.clone()], &[]).unwrap();
    assert!(taken.is_empty(), "it is the same change");
    assert_eq!(body(&here), "Bo forgot the key");
    let (mut first, mut second) = (begin(), another_tab(&begin(), 50));
    drop(typing);
    let (outputs, left) = first.leave(&seed(2), 2_005).unwrap();
    let leaving = left.unwrap().leaving;
    let _ = second.act(&[typed(9, " the key")], 2_007);
    let written = second.replica().unwrap().save();
    let _ = first.take_over(&leaving, &[written], &[]).unwrap();
    assert_eq!(body(&first), "Bo forgot the key");
    for message in told(&outputs) {
        for message in told(&second.heard(&message, [3; 16])) {
            first.heard(&message, [4; 16]);
        }
    }
    assert_eq!((body(&first), body(&second)), ("Bo forgot the key".into(), "Bo forgot the key".into()));
    assert_eq!(first.heads(), second.heads());
}

#[test]
fn a_tab_that_follows_is_drawn_as_a_whole() {
    let mut here = begin();
    let mut there = another_tab(&here, 50);
    // Typed in the second tab, and not heard by the first one.
    let _ = there.act(&[typed(9, " the key")], 2_000);
    let (outputs, _) = here.leave(&seed(2), 2_005).unwrap();
    let mut said = Vec::new();
    for message in told(&outputs) {
        said.extend(there.heard(&message, [3; 16]));
    }
    assert_eq!(there.id(), here.id(), "it followed");
    assert_eq!(there.view().item(&ItemId::new("a")).unwrap().body(), "Bo forgot the key");
    // A field shows these letters already, and perhaps one more that was not told yet: piece by piece, as changes of the
    // new document, they would stand in it twice until the whole is drawn.
    let draws: Vec<bool> = said
        .iter()
        .filter_map(|output| if let Output::Draw(deltas) = output { Some(deltas.is_empty()) } else { None })
        .collect();
    assert_eq!(draws, [true]);
}

#[test]
fn the_first_share_takes_no_earlier_wording_along_and_a_second_tab_loses_nothing() {
    let mut here = begin();
    let mut there = another_tab(&here, 50);
    let reworded = here.act(
        &[Intent::rewrite(TextField::Body(ItemId::new("a")), "Bo forgot", "No check asked for the key").unwrap()],
        2_000,
    );
    let more = here.act(&[entry("gone", "a wrong line")], 2_001);
    let and_more = here.act(&[Intent::remove(&ItemId::new("gone"), 2_002)], 2_002);
    for outputs in [reworded, more, and_more] {
        there.heard(&told(&outputs)[0], [1; 16]);
    }
    // The second tab types while the first one gives the review away.
    there.act(&[typed(26, " (seen by support)")], 2_004);
    let (outputs, old) = here.leave(&seed(2), 2_005).unwrap();
    assert!(old.is_some_and(|left| left.leaving.old != *here.id()));
    let moved = told(&outputs);
    assert!(matches!(TabMessage::decode(&moved[0]), Some(TabMessage::Moved { .. })));
    let carried = there.heard(&moved[0], [3; 16]);
    assert_eq!(there.id(), here.id());
    for message in told(&carried) {
        here.heard(&message, [4; 16]);
    }
    assert_eq!(here.view(), there.view());
    let text = here.view().item(&ItemId::new("a")).unwrap().body().to_owned();
    assert_eq!(text, "No check asked for the key (seen by support)");
    for room in [&here, &there] {
        let written = everything_written(&room.document().unwrap()).unwrap();
        assert!(written.iter().any(|text| text.contains("No check asked")), "the search works");
        assert!(!written.iter().any(|text| text.contains("forgot") || text.contains("a wrong line")));
    }
    // From now on its history stays: a second share is the same document.
    let id = here.id().clone();
    let (outputs, old) = here.leave(&seed(3), 2_010).unwrap();
    assert!(outputs.is_empty() && old.is_none() && *here.id() == id);
}

#[test]
fn what_came_in_can_be_taken_back_and_brought_back_and_own_later_work_stays() {
    let mut here = begin();
    here.leave(&seed(2), 2_000).unwrap();
    let mut there = another_tab(&here, 60);
    there.act(
        &[entry("b", "seen from support"), Intent::set(&ItemId::new("a"), fields::LANE, Scalar::text("db"))],
        2_001,
    );
    let file = there.replica().unwrap().changes_after(&[]);
    let brought = here.take(&file, Take::Everything, "support", 2_002).unwrap();
    assert_eq!(brought.new.len(), 1);
    assert!(
        here.take(&file, Take::Everything, "support", 2_002).unwrap().new.is_empty(),
        "a second time brings nothing"
    );
    assert!(here.bring_back(&file, [9; 16], 2_002).unwrap().0.is_empty());

    here.act(&[typed(0, "Later: ")], 2_003);
    assert_eq!(here.view().item(&ItemId::new("a")).unwrap().body(), "Later: Bo forgot");
    here.turn_merge(0, 2_004).unwrap();
    assert!(!here.view().item(&ItemId::new("b")).unwrap().is_present());
    assert!(here.view().item(&ItemId::new("a")).unwrap().field(fields::LANE).is_nothing());
    assert_eq!(here.view().item(&ItemId::new("a")).unwrap().body(), "Later: Bo forgot");

    assert!(here.take(&file, Take::Everything, "support", 2_002).unwrap().new.is_empty());
    let (back, merge) = here.bring_back(&file, [9; 16], 2_005).unwrap();
    assert!(!back.is_empty() && merge == Some(0));
    here.turn_merge(0, 2_006).unwrap();
    assert!(here.merges()[0].undone.is_none());
    here.act(&[Intent::remove(&ItemId::new("b"), 2_007)], 2_007);
    assert!(here.bring_back(&file, [9; 16], 2_008).unwrap().0.is_empty(), "removed on purpose is not taken back");
    here.undo(2_009);
    assert!(here.view().item(&ItemId::new("b")).unwrap().is_present());
    assert_eq!(here.view().item(&ItemId::new("a")).unwrap().field(fields::LANE).text(), "db");
    assert_eq!(here.view().item(&ItemId::new("a")).unwrap().body(), "Later: Bo forgot");
}

/// What reaches the disk of a review's document.
fn stored(outputs: &[Output]) -> Vec<Vec<u8>> {
    let appended = outputs.iter().filter_map(|output| match output {
        Output::Journal(Effect::Append { writes, .. }) => Some(writes),
        _ => None,
    });
    let bytes = |write: &Write| match write {
        Write::Put { store: Store::Chunks, value, .. } => value.clone().into_bytes(),
        _ => None,
    };
    appended.flatten().filter_map(bytes).collect()
}

/// Says what came out to another tab, and its answer back, until nobody has anything to say.
fn talk(mut outputs: Vec<Output>, to: &mut Room, from: &mut Room) {
    for _ in 0..4 {
        let answers: Vec<Output> = told(&outputs).iter().flat_map(|message| to.heard(message, [77; 16])).collect();
        outputs = told(&answers).iter().flat_map(|message| from.heard(message, [78; 16])).collect();
    }
}

#[test]
fn a_tab_that_is_behind_when_the_review_leaves_takes_nothing_back() {
    let body = |room: &Room| room.view().item(&ItemId::new("a")).unwrap().body().to_owned();
    for opening in [true, false] {
        let mut here = begin();
        let stale = (**here.view()).clone();
        let mut there = if opening {
            Room::painted(here.id().clone(), stale, PersonId::new("me"), "tab two")
        } else {
            another_tab(&here, 50)
        };
        // What it never heard: a wording that changed before anybody else saw it.
        let field = TextField::Body(ItemId::new("a"));
        here.act(&[Intent::rewrite(field, "Bo forgot", "No check asked for the key").unwrap()], 2_000);
        let pieces = [here.document().unwrap()];
        there.act(&[entry("b", "typed there")], 2_001);
        let (outputs, leaving) = here.leave(&seed(2), 2_005).unwrap();
        let old = leaving.unwrap().leaving.old;
        let mut said: Vec<Output> = told(&outputs).iter().flat_map(|message| there.heard(message, [3; 16])).collect();
        assert_eq!(*there.id(), old, "it cannot follow yet");
        if opening {
            said.extend(there.loaded(Replica::load(&pieces[0], [9; 16]).unwrap(), 2_100).unwrap());
        } else {
            assert!(said.iter().any(|output| matches!(output, Output::ReadAgain)));
            said.extend(there.catch_up(&pieces, [9; 16]));
            said.extend(there.follow());
        }
        assert_eq!(there.id(), here.id());
        talk(said, &mut here, &mut there);
        assert_eq!(here.view(), there.view());
        assert_eq!(body(&here), "No check asked for the key");
        assert!(here.view().item(&ItemId::new("b")).is_some());
        for room in [&here, &there] {
            let written = everything_written(&room.document().unwrap()).unwrap();
            assert!(!written.iter().any(|text| text.contains("forgot")), "{written:?}");
        }
    }
}

#[test]
fn what_a_tab_saved_that_died_unheard_goes_along_when_the_review_leaves() {
    let mut here = begin();
    let mut pieces = vec![here.document().unwrap()];
    let mut dead = another_tab(&here, 50);
    pieces.extend(stored(&dead.act(&[typed(9, " the key"), entry("b", "late")], 2_000)));
    drop(dead);
    let caught_up = here.catch_up(&pieces, [9; 16]);
    assert!(!stored(&caught_up).is_empty(), "it goes to the disk");
    let mut other = another_tab(&here, 51);
    assert!(told(&here.catch_up(&pieces, [9; 16])).is_empty(), "there is nothing more");
    let (outputs, leaving) = here.leave(&seed(2), 2_005).unwrap();
    assert!(leaving.is_some());
    talk(outputs, &mut other, &mut here);
    for room in [&here, &other] {
        assert_eq!(room.view().item(&ItemId::new("a")).unwrap().body(), "Bo forgot the key");
        assert!(room.view().item(&ItemId::new("b")).is_some());
    }
    assert!(here.catch_up(&[b"not a piece".to_vec()], [9; 16]).is_empty());
}

#[test]
fn what_was_left_behind_tells_a_tab_that_opens_late_what_it_became() {
    let mut here = begin();
    let mut late = another_tab(&here, 50);
    let unheard = here.act(&[typed(9, " the key")], 2_000);
    drop(unheard);
    let (_, left) = here.leave(&seed(2), 2_005).unwrap();
    let mut behind = left.unwrap().behind;
    late.act(&[entry("b", "typed there")], 2_006);
    // It has just opened, and asks who has more.
    let hello = vec![Output::Tell(TabMessage::Hello(late.heads()))];
    let answers: Vec<Vec<u8>> = told(&hello).iter().flat_map(|message| told(&behind.heard(message, [5; 16]))).collect();
    let mut said = Vec::new();
    for answer in answers {
        said.extend(late.heard(&answer, [6; 16]));
    }
    assert_eq!(late.id(), here.id());
    talk(said, &mut here, &mut late);
    assert_eq!(here.view(), late.view());
    assert!(here.view().item(&ItemId::new("b")).is_some());
    assert_eq!(here.view().item(&ItemId::new("a")).unwrap().body(), "Bo forgot the key");
    // Another tab that shared at the same moment does not make it anything else.
    let mut other = another_tab(&begin(), 60);
    let (outputs, _) = other.leave(&seed(9), 2_020).unwrap();
    let before = behind.id().clone();
    assert!(told(&outputs).iter().all(|message| behind.heard(message, [7; 16]).is_empty()));
    assert_eq!(*behind.id(), before);
}

#[test]
fn what_was_saved_in_the_old_document_after_it_had_left_is_taken_over_once() {
    let ballot = format!("{}amber", second_story::review::ballot::SURPRISE);
    let mut here = begin();
    let mut pieces = vec![here.document().unwrap()];
    let mut dead = another_tab(&here, 50);
    let (outputs, leaving) = here.leave(&seed(2), 2_005).unwrap();
    for output in &outputs {
        if let Output::Journal(Effect::Append { ticket, .. }) = output {
            here.disk(Event::Landed { ticket: *ticket });
        }
    }
    let leaving = leaving.unwrap().leaving;
    assert!(here.take_over(&leaving, &pieces, &[]).unwrap().is_empty(), "nothing is left behind");

    // The other tab has not heard, goes on, and dies. Here the text goes on, too.
    pieces.extend(stored(&dead.act(&[typed(9, " the key"), entry("b", "late")], 2_010)));
    pieces.extend(stored(&dead.ballot(&[(ballot.clone(), Scalar::Int(4))], [12; 16]).unwrap()));
    drop(dead);
    here.act(&[typed(0, "I think ")], 2_020);
    let words = Room::painted(ReviewId::new("x"), (**here.view()).clone(), PersonId::new("me"), "tab");
    let words = {
        let mut opening = words;
        let _ = opening.act(&[entry("c", "typed while it opened")], 2_030);
        [opening.undone_yet()]
    };
    let mut again = another_tab(&here, 60);
    let outputs = here.take_over(&leaving, &pieces, &words).unwrap();
    assert!(!stored(&outputs).is_empty(), "it goes to the disk");
    assert!(here.take_over(&leaving, &pieces, &words).unwrap().is_empty(), "once is enough");
    // It was cut short, and another visit does it again: they come to the same.
    let _ = again.take_over(&leaving, &pieces, &words).unwrap();
    assert_eq!(again.heads(), here.heads());
    let view = here.view();
    assert_eq!(view.item(&ItemId::new("a")).unwrap().body(), "I think Bo forgot the key");
    assert!(view.item(&ItemId::new("b")).is_some() && view.item(&ItemId::new("c")).is_some());
    assert_eq!(view.mark(&ballot).first(), &Scalar::Int(4));
    assert!(here.take_over(&leaving, &[b"not a piece".to_vec()], &[]).is_err());
}

#[test]
fn undo_is_ones_own_and_leaves_what_others_wrote() {
    let mut here = begin();
    let mut there = another_tab(&here, 50);
    let mine = here.act(&[typed(9, " the key")], 5_000);
    there.heard(&told(&mine)[0], [1; 16]);
    let theirs = there.act(&[typed(0, "At 23:19 ")], 5_002);
    here.heard(&told(&theirs)[0], [2; 16]);
    here.undo(9_000);
    assert_eq!(here.view().item(&ItemId::new("a")).unwrap().body(), "At 23:19 Bo forgot");
    here.redo(9_001);
    assert_eq!(here.view().item(&ItemId::new("a")).unwrap().body(), "At 23:19 Bo forgot the key");
    let read = Replica::load(&here.document().unwrap(), [7; 16]).unwrap().view().unwrap();
    assert_eq!(read, **here.view());
}

#[test]
fn a_title_typed_letter_by_letter_is_undone_as_one_act() {
    let mut room = begin();
    for (index, letter) in "Refunds 👀".chars().enumerate() {
        let at = second_story::review::text::utf16_len(room.view().prose(Prose::Title));
        let field = TextField::Prose(Prose::Title);
        let now = 10_000 + i64::try_from(index).unwrap() * 100;
        room.act(&[Intent::SpliceText { field, at, delete: 0, insert: letter.to_string() }], now);
    }
    assert_eq!(room.view().title(), "Refunds 👀");
    room.undo(20_000);
    assert_eq!(room.view().title(), "");
    room.redo(20_001);
    assert_eq!(room.view().title(), "Refunds 👀");
}

proptest! {
    /// Acts of a page that closed before its document was there come to the same as if it had stayed.
    #[test]
    fn acts_done_again_are_what_they_would_have_been(
        acts in prop::collection::vec((0_u8..3, 0_usize..12, "[a-z👀]{1,4}"), 1..12),
    ) {
        let whole = begin();
        let mut closing = Room::painted(whole.id().clone(), (**whole.view()).clone(), PersonId::new("me"), "tab");
        for (number, (what, at, words)) in acts.iter().enumerate() {
            let intent = match what {
                0 => typed((*at).min(closing.view().item(&ItemId::new("a")).unwrap().body().encode_utf16().count()), words),
                1 => entry(&format!("new-{number}"), words),
                _ => Intent::set(&ItemId::new("a"), fields::LANE, Scalar::text(words)),
            };
            let _ = closing.act(&[intent], 10);
        }
        let words = closing.undone_yet();
        let mut next = another_tab(&whole, 9);
        let _ = next.act_again(&words, 20);
        let _ = closing.loaded(Replica::load(&whole.document().unwrap(), [8; 16]).unwrap(), 20).unwrap();
        prop_assert_eq!(next.view(), closing.view());
        let stored = Replica::load(&next.document().unwrap(), [7; 16]).unwrap();
        prop_assert_eq!(&stored.view().unwrap(), &**next.view());
        prop_assert_eq!(next.undone_yet(), "");
    }
}
