//! Randomness from the browser's own generator.
//!
//! Every id, actor and salt comes from here; nothing else in the app makes up a number.

use crate::review::id::base32;

/// `N` random bytes.
///
/// # Errors
/// [`NoRandomness`] where the page has no generator. Ids made without one could collide and wedge a document,
/// so nothing is put in its place.
pub fn bytes<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    let crypto = web_sys::window().ok_or(NoRandomness)?.crypto().map_err(|_| NoRandomness)?;
    crypto.get_random_values_with_u8_array(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(bytes)
}

/// A new id: 16 random bytes as lowercase base 32.
///
/// # Errors
/// As [`bytes`].
pub fn id() -> Result<String, NoRandomness> {
    bytes::<16>().map(|bytes| base32(&bytes))
}

/// The page has no source of randomness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This browser gives the page no random numbers, and without them two people's words could be mixed up.")]
pub struct NoRandomness;
