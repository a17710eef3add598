//! Text measured as the page measures it, in UTF-16 units; bytes as text.

/// Bytes in lowercase hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Length in UTF-16 units.
pub fn utf16_len(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// The byte position of a UTF-16 position. A position inside a surrogate pair counts as before the pair; one
/// past the end as the end.
pub fn byte_of_utf16(text: &str, position: usize) -> usize {
    if text.is_ascii() {
        return position.min(text.len());
    }
    let mut units = 0;
    for (byte, letter) in text.char_indices() {
        let next = units + letter.len_utf16();
        if position < next {
            return byte;
        }
        units = next;
    }
    text.len()
}

/// `text` with `delete` units at `at` replaced by `insert`. Positions past the end count as the end.
pub fn spliced(text: &str, at: usize, delete: usize, insert: &str) -> String {
    let start = byte_of_utf16(text, at);
    let end = byte_of_utf16(text, at.saturating_add(delete)).max(start);
    let mut out = String::with_capacity(text.len() + insert.len());
    out.push_str(text.get(..start).unwrap_or(""));
    out.push_str(insert);
    out.push_str(text.get(end..).unwrap_or(""));
    out
}

/// The part of `text` from one UTF-16 position to another.
pub fn part(text: &str, from: usize, to: usize) -> &str {
    let start = byte_of_utf16(text, from);
    let end = byte_of_utf16(text, to).max(start);
    text.get(start..end).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emoji_count_two_units_and_are_never_cut() {
        assert_eq!(utf16_len("a👀b"), 4);
        assert_eq!(spliced("a👀b", 3, 0, "x"), "a👀xb");
        assert_eq!(spliced("a👀b", 1, 2, ""), "ab");
        assert_eq!(part("a👀b", 1, 3), "👀");
        assert_eq!(spliced("ab", 9, 9, "c"), "abc");
    }
}
