//! Secrets in pasted text: tokens, signatures, passwords, keys.
//!
//! They are pointed out and offered for removal, never dropped without a word. Promises: one pass over the text;
//! no secret's own characters stand in its description.

/// A secret in a text, by its bytes there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is, for a sentence: “a Slack token”.
    pub what: &'static str,
    pub start: usize,
    pub end: usize,
}

/// What begins a secret, what it is, and the fewest characters that make one.
const BEGINNINGS: [(&str, &str, usize); 22] = [
    ("xoxa-", "a Slack token", 8),
    ("xoxb-", "a Slack token", 8),
    ("xoxe-", "a Slack token", 8),
    ("xoxe.", "a Slack token", 8),
    ("xoxp-", "a Slack token", 8),
    ("xoxr-", "a Slack token", 8),
    ("xoxs-", "a Slack token", 8),
    ("xapp-", "a Slack token", 8),
    ("ghp_", "a GitHub token", 16),
    ("gho_", "a GitHub token", 16),
    ("ghs_", "a GitHub token", 16),
    ("github_pat_", "a GitHub token", 16),
    ("glpat-", "a GitLab token", 12),
    ("AKIA", "an AWS access key", 16),
    ("ASIA", "an AWS access key", 16),
    ("sk_live_", "a payment key", 12),
    ("rk_live_", "a payment key", 12),
    ("AIza", "a Google key", 30),
    ("eyJ", "a signed token", 40),
    ("hooks.slack.com/services/", "a Slack webhook", 20),
    ("Bearer ", "an authorization header", 12),
    ("Basic ", "an authorization header", 12),
];

/// Names whose value is a secret: `token=…`, `"password": "…"`.
const NAMES: [(&str, &str); 15] = [
    ("x-amz-signature", "a signed link"),
    ("x-amz-credential", "a signed link"),
    ("x-amz-security-token", "a signed link"),
    ("x-goog-signature", "a signed link"),
    ("signature", "a signed link"),
    ("sig", "a signed link"),
    ("access_token", "a token"),
    ("refresh_token", "a token"),
    ("token", "a token"),
    ("api_key", "a key"),
    ("apikey", "a key"),
    ("secret", "a secret"),
    ("client_secret", "a secret"),
    ("password", "a password"),
    ("passwd", "a password"),
];

fn is_secret_character(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/' | b'+' | b'=' | b'%' | b'~' | b'!' | b'$')
}

/// The same with what leads to a person: e-mail addresses, and pictures kept under the hash of one. For text that
/// is kept as it is; in a chat, people are given roles instead.
pub fn find_with_people(text: &str) -> Vec<Found> {
    let mut found = find(text);
    let inside = |found: &[Found], at: usize| found.iter().any(|one| one.start <= at && at < one.end);
    let mut people = Vec::new();
    for (at, _) in text.match_indices('@') {
        let before = text.get(..at).unwrap_or("");
        let start = before.rfind(|letter: char| !is_of_a_mailbox(letter)).map_or(0, |place| {
            place + before.get(place..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
        });
        let after = text.get(at + 1..).unwrap_or("");
        let length = after.find(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-')));
        let host = after.get(..length.unwrap_or(after.len())).unwrap_or("").trim_end_matches(['.', '-']);
        let is_host = host.rsplit_once('.').is_some_and(|(name, top)| {
            !name.is_empty() && top.len() >= 2 && top.bytes().all(|b| b.is_ascii_alphabetic())
        });
        if start < at && is_host && !inside(&found, start) && !inside(&people, start) {
            people.push(Found { what: "an e-mail address", start, end: at + 1 + host.len() });
        }
    }
    const AVATAR: &str = "gravatar.com/avatar/";
    for (at, _) in text.match_indices(AVATAR) {
        let start = at + AVATAR.len();
        let digits = text.get(start..).unwrap_or("").bytes().take_while(u8::is_ascii_hexdigit).count();
        if digits >= 32 && !inside(&found, start) {
            people.push(Found { what: "a person's picture", start, end: start + digits });
        }
    }
    found.extend(people);
    found.sort_by_key(|one| one.start);
    found
}

fn is_of_a_mailbox(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '.' | '_' | '-' | '+' | '%')
}

/// Every secret in a text, in order, none within another.
pub fn find(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut word_begins = true;
    while at < bytes.len() {
        let byte = bytes.get(at).copied().unwrap_or(0);
        let next = if word_begins && byte.is_ascii() { secret_at(text, at) } else { None };
        if let Some(secret) = next {
            at = secret.end.max(at + 1);
            found.push(secret);
            word_begins = true;
            continue;
        }
        word_begins = !byte.is_ascii_alphanumeric() && byte < 128;
        at += 1;
    }
    found
}

fn secret_at(text: &str, at: usize) -> Option<Found> {
    let rest = text.get(at..)?;
    for (begin, what, least) in BEGINNINGS {
        if let Some(tail) = rest.strip_prefix(begin) {
            let length = run(tail);
            if length >= least {
                return Some(Found { what, start: at, end: at + begin.len() + length });
            }
        }
    }
    if rest.starts_with("-----BEGIN") && rest.get(..60.min(rest.len())).is_none_or(|head| head.contains("PRIVATE KEY"))
    {
        let end = rest
            .find("-----END")
            .map_or(rest.len(), |end| end + rest.get(end..).map_or(0, |tail| tail.find('\n').unwrap_or(tail.len())));
        return Some(Found { what: "a private key", start: at, end: at + end });
    }
    for (name, what) in NAMES {
        let Some((head, tail)) = rest.split_at_checked(name.len()) else { continue };
        if !head.eq_ignore_ascii_case(name) {
            continue;
        }
        let mut begin = tail.trim_start_matches(['"', '\'']);
        let Some(value) = begin.strip_prefix(['=', ':']) else { continue };
        let prose = begin.starts_with(':') && value.starts_with(' ') && tail.len() == begin.len();
        begin = value.trim_start_matches([' ', '"', '\'']);
        let length = begin.bytes().take_while(|b| is_secret_character(*b) && *b != b'=').count();
        // "token: expired" is prose; a value that is a secret has a digit, or is said with an equals sign.
        let digits = begin.get(..length).is_some_and(|value| value.bytes().any(|b| b.is_ascii_digit()));
        if length >= 6 && (digits || !prose) {
            let start = at + rest.len() - begin.len();
            return Some(Found { what, start, end: start + length });
        }
    }
    if let Some(tail) = rest.strip_prefix("PIN").or_else(|| rest.strip_prefix("pin")) {
        let body = tail.trim_start_matches([':', ' ', '=']);
        let digits = body.bytes().take_while(u8::is_ascii_digit).count();
        if digits >= 4 && body.len() < tail.len() {
            let start = at + rest.len() - body.len();
            return Some(Found { what: "a conference PIN", start, end: start + digits });
        }
    }
    None
}

fn run(text: &str) -> usize {
    text.bytes().take_while(|b| is_secret_character(*b)).count()
}

/// The text with these secrets taken out and their place marked.
pub fn without(text: &str, secrets: &[Found]) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for secret in secrets {
        kept.push_str(text.get(from..secret.start).unwrap_or(""));
        kept.push_str("[removed: ");
        kept.push_str(secret.what);
        kept.push(']');
        from = secret.end;
    }
    kept.push_str(text.get(from..).unwrap_or(""));
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(&'static str, &str)> {
        find_with_people(text)
            .into_iter()
            .map(|found| (found.what, text.get(found.start..found.end).unwrap()))
            .collect()
    }

    #[test]
    fn what_must_not_enter_is_found_in_text_that_is_kept_as_it_is() {
        // Put together here, so that no scanner takes a made-up token for a lost one.
        let token = format!("xoxb-{}-abcdefghij", "1".repeat(12));
        let log = format!(
            "curl -H 'Authorization: Bearer abcdef0123456789' https://x.example/?X-Amz-Signature=0a1b2c3d4e&a=1\n\
             {token} ümit.özil@example.org said\nhttps://secure.gravatar.com/avatar/{}?s=48\nPIN: 123456, user@host",
            "ab12".repeat(8)
        );
        assert_eq!(
            told(&log),
            [
                ("an authorization header", "Bearer abcdef0123456789"),
                ("a signed link", "0a1b2c3d4e"),
                ("a Slack token", token.as_str()),
                ("an e-mail address", "ümit.özil@example.org"),
                ("a person's picture", "ab12ab12ab12ab12ab12ab12ab12ab12"),
                ("a conference PIN", "123456"),
            ]
        );
        let clean = without(&log, &find_with_people(&log));
        assert!(
            !clean.contains(&token) && clean.contains("[removed: a Slack token] [removed: an e-mail address] said"),
            "{clean}"
        );
        assert!(find_with_people(&clean).is_empty(), "{clean}");
    }

    #[test]
    fn what_only_looks_alike_is_left() {
        for text in [
            "restarted worker@3",
            "see @dana",
            "a@b",
            "token: expired",
            "x@.com",
            "@example.org",
            "mean latency 4@p99.9",
        ] {
            assert_eq!(told(text), [], "{text}");
        }
    }
}
