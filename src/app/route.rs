//! Where one is: the routes of the app, read from the part of the address behind `#`.
//!
//! Hash routes work on any static host under any path. What is not a route is a link that somebody sent
//! (`#p1.…`) or nothing at all, and leads home.

use crate::review::ReviewId;

/// The parts of a review, in the order in which learning happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// What did we see and do, and when?
    WhatHappened,
    /// With what we knew then, why was this reasonable?
    Why,
    /// What will someone do differently, and where will that difference live?
    Change,
    /// Did the fix ship, did the behaviour stick?
    Stick,
}

impl Part {
    /// All parts, in order.
    pub const ALL: [Part; 4] = [Part::WhatHappened, Part::Why, Part::Change, Part::Stick];

    /// The part's place in the address.
    pub const fn path(self) -> &'static str {
        match self {
            Part::WhatHappened => "what-happened",
            Part::Why => "why",
            Part::Change => "change",
            Part::Stick => "stick",
        }
    }

    /// The part's name on the page.
    pub const fn name(self) -> &'static str {
        match self {
            Part::WhatHappened => "What happened",
            Part::Why => "Why it made sense",
            Part::Change => "What will change",
            Part::Stick => "Did it stick?",
        }
    }

    /// Its number, from 1.
    pub const fn number(self) -> u8 {
        match self {
            Part::WhatHappened => 1,
            Part::Why => 2,
            Part::Change => 3,
            Part::Stick => 4,
        }
    }

    fn from_path(path: &str) -> Option<Part> {
        Part::ALL.into_iter().find(|part| part.path() == path)
    }
}

/// Where one is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// The archive.
    Home,
    /// A part of a review.
    Review(ReviewId, Part),
    /// A review as an article.
    Read(ReviewId),
    /// Theme, zone, storage, backups.
    Settings,
    /// Everything that can still be found in this browser.
    FindLostWork,
    /// Something that came in the address itself.
    Link(String),
}

impl Route {
    /// Reads what stands behind `#`, with or without it.
    pub fn from_hash(hash: &str) -> Route {
        let text = hash.trim_start_matches("%23").trim_start_matches('#');
        if text.starts_with("p1.") || text.starts_with("p1%2E") {
            return Route::Link(text.to_owned());
        }
        let mut steps = text.split('/').filter(|step| !step.is_empty());
        match (steps.next(), steps.next(), steps.next()) {
            (Some("r"), Some(id), None) if is_id(id) => Route::Review(ReviewId::new(id), Part::WhatHappened),
            (Some("r"), Some(id), Some("read")) if is_id(id) => Route::Read(ReviewId::new(id)),
            (Some("r"), Some(id), Some(part)) if is_id(id) => {
                Route::Review(ReviewId::new(id), Part::from_path(part).unwrap_or(Part::WhatHappened))
            }
            (Some("settings"), _, _) => Route::Settings,
            (Some("find-lost-work"), _, _) => Route::FindLostWork,
            _ => Route::Home,
        }
    }

    /// The address of a route, from `#` on.
    pub fn to_hash(&self) -> String {
        match self {
            Route::Home => "#/".to_owned(),
            Route::Review(id, part) => format!("#/r/{id}/{}", part.path()),
            Route::Read(id) => format!("#/r/{id}/read"),
            Route::Settings => "#/settings".to_owned(),
            Route::FindLostWork => "#/find-lost-work".to_owned(),
            Route::Link(payload) => format!("#{payload}"),
        }
    }
}

fn is_id(text: &str) -> bool {
    text.len() <= crate::review::id::LONGEST_ID && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_reads_back_from_its_address() {
        let id = ReviewId::new("abc234");
        let mut routes = vec![Route::Home, Route::Read(id.clone()), Route::Settings, Route::FindLostWork];
        routes.extend(Part::ALL.map(|part| Route::Review(id.clone(), part)));
        for route in routes {
            assert_eq!(Route::from_hash(&route.to_hash()), route);
        }
    }

    #[test]
    fn what_is_no_route_leads_home_and_a_link_is_known_by_its_beginning() {
        for hash in ["", "#", "#/", "#/r", "#/nowhere", "#/r/<script>/why"] {
            assert_eq!(Route::from_hash(hash), Route::Home, "{hash}");
        }
        assert_eq!(Route::from_hash("#p1.dd.3.x.abc"), Route::Link("p1.dd.3.x.abc".into()));
        assert_eq!(Route::from_hash("#/r/abc"), Route::Review(ReviewId::new("abc"), Part::WhatHappened));
    }
}
