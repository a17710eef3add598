//! The name of a document among programs that speak automerge-repo's messages: 16 bytes in base58 with a checksum,
//! `automerge:` before it in an address.

use crate::document::DocumentId;
use sha2::{Digest, Sha256};

const LETTERS: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const CHECKSUM: usize = 4;

/// The name of a document, as it stands in messages.
pub fn name(id: DocumentId) -> String {
    let mut bytes = id.0.to_vec();
    bytes.extend(checksum(&id.0));
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    // Least digit first.
    let mut digits: Vec<u32> = Vec::new();
    for byte in bytes {
        let mut carry = u32::from(byte);
        for digit in &mut digits {
            carry += *digit << 8;
            *digit = carry % 58;
            carry /= 58;
        }
        while carry > 0 {
            digits.push(carry % 58);
            carry /= 58;
        }
    }
    let ones = std::iter::repeat_n('1', zeros);
    let letters = digits.iter().rev().filter_map(|digit| LETTERS.get(usize::try_from(*digit).ok()?));
    ones.chain(letters.map(|letter| char::from(*letter))).collect()
}

/// The address of a document.
pub fn url(id: DocumentId) -> String {
    format!("automerge:{}", name(id))
}

/// Reads a name or an address; `None` where it is none, or was mistyped.
pub fn parse(text: &str) -> Option<DocumentId> {
    let text = text.trim();
    let text = text.strip_prefix("automerge:").unwrap_or(text);
    // Longer than any name of 20 bytes: not worth the arithmetic.
    if text.len() > 40 {
        return None;
    }
    let zeros = text.bytes().take_while(|letter| *letter == b'1').count();
    let mut bytes: Vec<u8> = Vec::new();
    for letter in text.bytes() {
        let digit = LETTERS.iter().position(|known| *known == letter)?;
        let mut carry = u32::try_from(digit).ok()?;
        for byte in &mut bytes {
            carry += u32::from(*byte) * 58;
            *byte = u8::try_from(carry & 0xff).ok()?;
            carry >>= 8;
        }
        while carry > 0 {
            bytes.push(u8::try_from(carry & 0xff).ok()?);
            carry >>= 8;
        }
    }
    bytes.extend(std::iter::repeat_n(0, zeros));
    bytes.reverse();
    let (id, sum) = bytes.split_last_chunk::<CHECKSUM>()?;
    let id: [u8; 16] = id.try_into().ok()?;
    (checksum(&id) == *sum).then_some(DocumentId(id))
}

fn checksum(bytes: &[u8]) -> [u8; CHECKSUM] {
    let twice = Sha256::digest(Sha256::digest(bytes));
    let mut sum = [0_u8; CHECKSUM];
    for (to, from) in sum.iter_mut().zip(twice) {
        *to = from;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_one_that_other_programs_give_and_comes_back() {
        // From automerge-repo's own documentation of its addresses.
        let known = parse("automerge:2akvofn6L1o4RMUEMQi7qzwRjKWZ").expect("a known address");
        assert_eq!(name(known), "2akvofn6L1o4RMUEMQi7qzwRjKWZ");
        for id in [[0; 16], [255; 16], [7; 16], [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]] {
            assert_eq!(parse(&url(DocumentId(id))), Some(DocumentId(id)));
        }
    }

    #[test]
    fn a_mistyped_name_is_none() {
        for text in ["", "automerge:", "automerge:2akvofn6L1o4RMUEMQi7qzwRjKWz", "0OIl", "2akv", &"z".repeat(5_000)] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
