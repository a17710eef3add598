//! What the tabs of one browser tell each other about a review they have open.
//!
//! All tabs run code of the same origin; a message that cannot be read comes from a tab of another version and
//! is passed over.

use crate::document::Head;
use crate::review::ReviewId;

/// A message between tabs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TabMessage {
    /// "I have this much; who has more?"
    Hello(Vec<Head>),
    /// Changes, in causal order.
    Changes(Vec<Vec<u8>>),
    /// The review left this browser for the first time and is another document from now on.
    Moved {
        /// Its new id.
        to: ReviewId,
        /// The new document, as it was when the review left.
        document: Vec<u8>,
        /// How much of the old one is in it.
        known: Vec<Head>,
    },
}

impl TabMessage {
    /// As bytes: a letter, then lengths and contents, big-endian.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        match self {
            TabMessage::Hello(heads) => {
                out.push(b'h');
                out.extend(flat(heads));
            }
            TabMessage::Changes(changes) => {
                out.push(b'c');
                for change in changes {
                    push(&mut out, change);
                }
            }
            TabMessage::Moved { to, document, known } => {
                out.push(b'm');
                push(&mut out, to.as_str().as_bytes());
                push(&mut out, document);
                push(&mut out, &flat(known));
            }
        }
        out
    }

    /// Reads what [`TabMessage::encode`] wrote; `None` for anything else.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (kind, mut rest) = bytes.split_first()?;
        match kind {
            b'h' => heads(rest).map(TabMessage::Hello),
            b'c' => {
                let mut changes = Vec::new();
                while !rest.is_empty() {
                    changes.push(pull(&mut rest)?);
                }
                Some(TabMessage::Changes(changes))
            }
            b'm' => {
                let to = String::from_utf8(pull(&mut rest)?).ok()?;
                let document = pull(&mut rest)?;
                Some(TabMessage::Moved { to: ReviewId::new(to), document, known: heads(&pull(&mut rest)?)? })
            }
            _ => None,
        }
    }
}

fn flat(heads: &[Head]) -> Vec<u8> {
    heads.iter().flat_map(|head| head.0).collect()
}

fn heads(bytes: &[u8]) -> Option<Vec<Head>> {
    let (heads, odd) = bytes.as_chunks::<32>();
    odd.is_empty().then(|| heads.iter().copied().map(Head).collect())
}

fn push(out: &mut Vec<u8>, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(bytes);
}

fn pull(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let (length, after) = rest.split_first_chunk::<4>()?;
    let (bytes, after) = after.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    *rest = after;
    Some(bytes.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_come_back_as_they_went_and_pieces_of_them_are_passed_over() {
        let all = [
            TabMessage::Hello(vec![Head([7; 32]), Head([9; 32])]),
            TabMessage::Changes(vec![b"one".to_vec(), Vec::new()]),
            TabMessage::Moved { to: ReviewId::new("abc"), document: b"doc".to_vec(), known: vec![Head([3; 32])] },
        ];
        for message in all {
            let bytes = message.encode();
            assert_eq!(TabMessage::decode(&bytes), Some(message));
            assert_eq!(TabMessage::decode(&bytes[..bytes.len() - 1]), None);
        }
        assert_eq!(TabMessage::decode(b"?"), None);
    }
}
