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
