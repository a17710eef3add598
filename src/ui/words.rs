//! Small turns of phrase the pages share.

use crate::review::UNTITLED;

/// "1 review", "3 reviews".
pub fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

/// The title, or what stands for it.
pub fn title_or_untitled(title: &str) -> String {
    let title = title.trim();
    if title.is_empty() { UNTITLED.to_owned() } else { title.to_owned() }
}

/// With a capital letter.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
