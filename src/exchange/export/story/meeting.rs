//! What a meeting leaves behind: what somebody did not know before it, and shows of hands. It names nobody.

use super::*;

impl Telling<'_> {
    pub(super) fn meeting(&mut self) {
        self.list("What we did not know before", kind::LEARNED, |telling, item| telling.with_reason(item));
    }
}
