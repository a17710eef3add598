//! Messages over a data channel, in pieces of at most 16 KiB: larger ones are not carried by every browser.
//!
//! A piece begins with one byte: 1 where it is the last one of its message, 0 where more follow. Pieces arrive in
//! order, so nothing else is needed.

/// Bytes of a piece, the first one included.
pub const PIECE: usize = 16 << 10;

/// Bytes of the longest message that is put together.
pub const LONGEST: usize = 40 << 20;

/// A message as pieces.
pub fn split(message: &[u8]) -> Vec<Vec<u8>> {
    let mut chunks = message.chunks(PIECE - 1).peekable();
    let mut pieces = Vec::new();
    if chunks.peek().is_none() {
        return vec![vec![1]];
    }
    while let Some(chunk) = chunks.next() {
        let mut piece = Vec::with_capacity(chunk.len() + 1);
        piece.push(u8::from(chunks.peek().is_none()));
        piece.extend_from_slice(chunk);
        pieces.push(piece);
    }
    pieces
}

/// Puts messages together.
#[derive(Debug, Default)]
pub struct Joiner {
    begun: Vec<u8>,
}

/// More came than a message may have, or something that is no piece. Whoever sent it is not one of us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("what came over the wire is not in the form that it should have")]
pub struct NotAPiece;

impl Joiner {
    /// Takes a piece; gives the message where it was the last one.
    ///
    /// # Errors
    /// Where it is no piece of a message.
    pub fn take(&mut self, piece: &[u8]) -> Result<Option<Vec<u8>>, NotAPiece> {
        let (flag, bytes) = piece.split_first().ok_or(NotAPiece)?;
        if *flag > 1 || self.begun.len().saturating_add(bytes.len()) > LONGEST {
            self.begun = Vec::new();
            return Err(NotAPiece);
        }
        self.begun.extend_from_slice(bytes);
        Ok((*flag == 1).then(|| std::mem::take(&mut self.begun)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_of_any_length_comes_back_in_pieces_that_every_browser_carries() {
        for length in [0, 1, PIECE - 2, PIECE - 1, PIECE, 3 * PIECE + 5] {
            let message: Vec<u8> = (0..length).map(|at| u8::try_from(at % 251).unwrap_or(0)).collect();
            let mut joiner = Joiner::default();
            let pieces = split(&message);
            let mut came = None;
            for piece in &pieces {
                assert!(piece.len() <= PIECE);
                assert_eq!(came, None);
                came = joiner.take(piece).expect("a piece");
            }
            assert_eq!(came, Some(message));
        }
    }

    #[test]
    fn what_is_no_piece_and_what_never_ends_is_refused() {
        let mut joiner = Joiner::default();
        assert_eq!(joiner.take(&[]), Err(NotAPiece));
        assert_eq!(joiner.take(&[7, 1]), Err(NotAPiece));
        let piece = vec![0; PIECE];
        assert!((0..LONGEST / PIECE + 10).any(|_| joiner.take(&piece).is_err()));
        assert_eq!(joiner.take(&[1, 5]), Ok(Some(vec![5])));
    }
}
