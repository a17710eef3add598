//! Names of files for download, made from titles.
//!
//! Promises: a name that every system takes: letters, figures, hyphens; nothing that turns the direction of
//! writing or hides letters; no name that a system keeps for itself; at most 80 characters before the ending.

/// Characters before the ending.
const LONGEST: usize = 80;

/// `refunds-sent-twice.md` for “Refunds, sent twice!”. `ending` is without its point.
pub fn file_name(title: &str, ending: &str) -> String {
    format!("{}.{ending}", stem(title))
}

/// `refunds-sent-twice` for “Refunds, sent twice!”.
pub fn stem(title: &str) -> String {
    let mut name = String::new();
    let mut gap = false;
    for letter in title.chars() {
        if letter.is_alphanumeric() {
            if gap && !name.is_empty() {
                name.push('-');
            }
            gap = false;
            name.extend(letter.to_lowercase());
        } else if is_mark(letter) && !gap && !name.is_empty() {
            // An accent written as a letter of its own belongs to the letter before.
            name.push(letter);
        } else if letter != '\'' && letter != '’' {
            gap = true;
        }
        if name.chars().count() >= LONGEST {
            break;
        }
    }
    let mut name: String = name.chars().take(LONGEST).collect();
    name.truncate(name.trim_end_matches('-').len());
    if name.is_empty() || is_kept_by_a_system(&name) {
        name = if name.is_empty() { "review".to_owned() } else { format!("review-{name}") };
    }
    name
}

/// Combining accents (not those that change direction or are invisible).
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{3099}' | '\u{309a}')
}

fn is_kept_by_a_system(name: &str) -> bool {
    let numbered = |start: &str| {
        name.strip_prefix(start).is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    matches!(name, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn titles_become_names_that_every_system_takes() {
        for (title, name) in [
            ("Refunds, sent twice!", "refunds-sent-twice.md"),
            ("INC-482: the queue / the worker", "inc-482-the-queue-the-worker.md"),
            ("../../etc/passwd", "etc-passwd.md"),
            ("", "review.md"),
            ("👀", "review.md"),
            ("CON", "review-con.md"),
            ("com1", "review-com1.md"),
            ("invoice\u{202e}fdp.exe", "invoice-fdp-exe.md"),
            ("障害の記録", "障害の記録.md"),
            ("What we didn't see", "what-we-didnt-see.md"),
            ("zero\u{200b}width", "zero-width.md"),
        ] {
            assert_eq!(file_name(title, "md"), name, "{title}");
        }
        assert_eq!(file_name(&"x".repeat(500), "postmortem").len(), 80 + ".postmortem".len());
    }
}
