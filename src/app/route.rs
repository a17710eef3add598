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

/// When and from which side a review is replayed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standpoint {
    /// The instant, seconds since 1970; the first at which anything was known where it is not said.
    pub at: Option<i64>,
    /// The lane from which one looks; empty for what anybody knew.
    pub seen_from: String,
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
    /// How a review came about.
    History(ReviewId),
    /// A review as it was known then.
    Replay(ReviewId, Standpoint),
    /// A review in a meeting, full screen.
    Meeting(ReviewId),
    /// What a review chooses not to do, to be read aloud.
    Aloud(ReviewId),
    /// A deliberate bet, which may be written before the work.
    Bet(ReviewId),
    /// The three questions of the next meeting.
    Reconvene(ReviewId),
    /// Funded fixes of all reviews.
    Commitments,
    /// What fixes of all reviews put in place.
    Safeguards,
    /// What recurs.
    Patterns,
    /// During the incident: one line, one key, one entry.
    Now,
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
            (Some("r"), Some(id), Some("history")) if is_id(id) => Route::History(ReviewId::new(id)),
            (Some("r"), Some(id), Some("meeting")) if is_id(id) => Route::Meeting(ReviewId::new(id)),
            (Some("r"), Some(id), Some("aloud")) if is_id(id) => Route::Aloud(ReviewId::new(id)),
            (Some("r"), Some(id), Some("bet")) if is_id(id) => Route::Bet(ReviewId::new(id)),
            (Some("r"), Some(id), Some("reconvene")) if is_id(id) => Route::Reconvene(ReviewId::new(id)),
            (Some("r"), Some(id), Some("replay")) if is_id(id) => {
                let at = steps.next().and_then(|at| at.parse().ok());
                let seen_from = steps.next().map(unescaped).unwrap_or_default();
                Route::Replay(ReviewId::new(id), Standpoint { at, seen_from })
            }
            (Some("r"), Some(id), Some(part)) if is_id(id) => {
                Route::Review(ReviewId::new(id), Part::from_path(part).unwrap_or(Part::WhatHappened))
            }
            (Some("now"), None, None) => Route::Now,
            (Some("commitments"), None, None) => Route::Commitments,
            (Some("safeguards"), None, None) => Route::Safeguards,
            (Some("patterns"), None, None) => Route::Patterns,
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
            Route::History(id) => format!("#/r/{id}/history"),
            Route::Replay(id, Standpoint { at: None, seen_from }) if seen_from.is_empty() => format!("#/r/{id}/replay"),
            Route::Replay(id, Standpoint { at, seen_from }) => {
                let at = at.map_or_else(|| "first".to_owned(), |at| at.to_string());
                let side = if seen_from.is_empty() { String::new() } else { format!("/{}", escaped(seen_from)) };
                format!("#/r/{id}/replay/{at}{side}")
            }
            Route::Meeting(id) => format!("#/r/{id}/meeting"),
            Route::Aloud(id) => format!("#/r/{id}/aloud"),
            Route::Bet(id) => format!("#/r/{id}/bet"),
            Route::Reconvene(id) => format!("#/r/{id}/reconvene"),
            Route::Commitments => "#/commitments".to_owned(),
            Route::Safeguards => "#/safeguards".to_owned(),
            Route::Patterns => "#/patterns".to_owned(),
            Route::Now => "#/now".to_owned(),
            Route::Settings => "#/settings".to_owned(),
            Route::FindLostWork => "#/find-lost-work".to_owned(),
            Route::Link(payload) => format!("#{payload}"),
        }
    }
}

impl Route {
    /// The review that it is of.
    pub fn review(&self) -> Option<&ReviewId> {
        match self {
            Route::Review(id, _)
            | Route::Read(id)
            | Route::History(id)
            | Route::Replay(id, _)
            | Route::Meeting(id)
            | Route::Aloud(id)
            | Route::Bet(id)
            | Route::Reconvene(id) => Some(id),
            _ => None,
        }
    }

    /// The same place in a review that goes by another id now.
    #[must_use]
    pub fn in_review(self, to: ReviewId) -> Route {
        match self {
            Route::Review(_, part) => Route::Review(to, part),
            Route::Read(_) => Route::Read(to),
            Route::History(_) => Route::History(to),
            Route::Replay(_, moment) => Route::Replay(to, moment),
            Route::Meeting(_) => Route::Meeting(to),
            Route::Aloud(_) => Route::Aloud(to),
            Route::Bet(_) => Route::Bet(to),
            Route::Reconvene(_) => Route::Reconvene(to),
            other => other,
        }
    }
}

/// Text as a step of an address: what is neither letter nor digit becomes `~` and its bytes in hexadecimal.
fn escaped(text: &str) -> String {
    let mut step = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            step.push(char::from(byte));
        } else {
            step.push_str(&format!("~{byte:02x}"));
        }
    }
    step
}

fn unescaped(step: &str) -> String {
    let mut bytes = Vec::new();
    let mut parts = step.split('~');
    bytes.extend(parts.next().unwrap_or("").bytes());
    for part in parts {
        match (part.get(..2).and_then(|code| u8::from_str_radix(code, 16).ok()), part.get(2..)) {
            (Some(byte), Some(rest)) => {
                bytes.push(byte);
                bytes.extend(rest.bytes());
            }
            _ => bytes.extend(part.bytes()),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
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
        let mut routes = vec![Route::Home, Route::Now, Route::Read(id.clone()), Route::Settings, Route::FindLostWork];
        routes.extend(
            [Route::History, Route::Meeting, Route::Aloud, Route::Bet, Route::Reconvene].map(|of| of(id.clone())),
        );
        routes.extend([Route::Commitments, Route::Safeguards, Route::Patterns]);
        for seen_from in ["", "on call", "データ/ベース~2", "a%2Fb"] {
            for at in [None, Some(1_485_903_600), Some(-5)] {
                routes.push(Route::Replay(id.clone(), Standpoint { at, seen_from: seen_from.to_owned() }));
            }
        }
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
