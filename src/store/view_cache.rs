//! The view cache: what the page paints before the document is loaded.
//!
//! The bytes are opaque. With them stand the heads they were folded at and the schema number of the code that
//! wrote them; a reader with another schema number gets nothing rather than something old. A cache is never
//! evidence of anything: it can be made again, so it is written without waiting for the disk.

/// A folded view, ready to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewCache {
    /// The schema number of the code that wrote it.
    pub schema: u32,
    /// The heads the view was folded at, sorted.
    pub heads: Vec<String>,
    /// The view itself.
    pub bytes: Vec<u8>,
}

const MAGIC: &[u8; 4] = b"SSv1";

impl ViewCache {
    /// As one value: magic, schema, number of heads, each head with its length, the rest.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.bytes.len() + 16 + self.heads.len() * 68);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&self.schema.to_le_bytes());
        // A head is a hash and a document has few of them; what does not fit is simply not cached at its heads.
        let heads: Vec<&String> = self.heads.iter().filter(|head| head.len() <= usize::from(u8::MAX)).collect();
        let count = u16::try_from(heads.len()).unwrap_or(u16::MAX);
        out.extend_from_slice(&count.to_le_bytes());
        for head in heads.iter().take(usize::from(count)) {
            out.push(u8::try_from(head.len()).unwrap_or(u8::MAX));
            out.extend_from_slice(head.as_bytes());
        }
        out.extend_from_slice(&self.bytes);
        out
    }

    /// Back from its value; `None` when it is not one, or of another schema.
    pub fn decode(value: &[u8], schema: u32) -> Option<Self> {
        let rest = value.strip_prefix(MAGIC)?;
        let (written, rest) = rest.split_first_chunk::<4>()?;
        if u32::from_le_bytes(*written) != schema {
            return None;
        }
        let (count, mut rest) = rest.split_first_chunk::<2>()?;
        let mut heads = Vec::new();
        for _ in 0..u16::from_le_bytes(*count) {
            let (length, tail) = rest.split_first()?;
            let (head, tail) = tail.split_at_checked(usize::from(*length))?;
            heads.push(std::str::from_utf8(head).ok()?.to_owned());
            rest = tail;
        }
        Some(Self { schema, heads, bytes: rest.to_vec() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_comes_back_with_its_heads_and_only_to_its_own_schema() {
        let cache = ViewCache { schema: 3, heads: vec!["aa".into(), "bb".into()], bytes: b"view".to_vec() };
        let value = cache.encode();
        assert_eq!(ViewCache::decode(&value, 3), Some(cache));
        assert_eq!(ViewCache::decode(&value, 4), None);
        for cut in 0..14 {
            assert_eq!(ViewCache::decode(&value[..cut], 3), None, "cut at {cut}");
        }
    }
}
