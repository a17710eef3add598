//! The craft as pure functions over a view.
