//! Two copies of a document that write apart and meet.

use second_story::document::Replica;

/// Each takes in what the other has.
pub fn exchange(a: &mut Replica, b: &mut Replica) {
    let (view_a, view_b) = (a.view().unwrap(), b.view().unwrap());
    let (from_a, from_b) = (a.changes_after(&[]), b.changes_after(&[]));
    a.absorb(&from_b, &view_a).unwrap();
    b.absorb(&from_a, &view_b).unwrap();
}
