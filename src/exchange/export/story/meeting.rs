//! What a meeting leaves behind: what somebody did not know before it, and shows of hands. It names nobody.

use super::*;
use crate::practice::meeting::hands_said;

impl Telling<'_> {
    pub(super) fn meeting(&mut self) {
        self.list("What we did not know before", kind::LEARNED, |telling, item| telling.with_reason(item));
        self.list("Asked in the room", kind::HANDS, |_, item| vec![Inline::text(hands_said(item))]);
    }
}
