//! Sealing and opening sealed files with the browser's own encryption (WebCrypto): AES-256-GCM, PBKDF2-HMAC-SHA-256.
//!
//! Promises: a key is asked for, used, and kept nowhere; a fresh IV, and for a passphrase a fresh salt, each time.

use crate::exchange::sealed::{Head, ITERATIONS, Lock, Sealed, SealedError, Secret, join, passphrase};
use js_sys::{Array, JsString, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    type Subtle;

    #[wasm_bindgen(method, catch, js_name = importKey)]
    fn import_key(
        this: &Subtle,
        form: &str,
        bytes: &Uint8Array,
        algorithm: &JsValue,
        may_leave: bool,
        uses: &Array,
    ) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch, js_name = deriveKey)]
    fn derive_key(
        this: &Subtle,
        algorithm: &JsValue,
        from: &JsValue,
        to: &JsValue,
        may_leave: bool,
        uses: &Array,
    ) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn encrypt(this: &Subtle, how: &JsValue, key: &JsValue, bytes: &Uint8Array) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn decrypt(this: &Subtle, how: &JsValue, key: &JsValue, bytes: &Uint8Array) -> Result<Promise, JsValue>;
}

/// Seals bytes. `name` is the one they are published under; empty where they are not.
///
/// # Errors
/// [`SealedError::NoEncryption`].
pub async fn seal(bytes: &[u8], secret: Secret<'_>, name: &str) -> Result<Vec<u8>, SealedError> {
    let lock = match secret {
        Secret::Key(_) => Lock::Key,
        Secret::Passphrase(_) => Lock::Passphrase { salt: fresh()?, iterations: ITERATIONS },
    };
    let head = Head { lock, name: name.to_owned(), iv: fresh()? };
    let authenticated = head.bytes(bytes.len());
    let sealed = sealed_bytes(&head, &authenticated, bytes, secret).await.map_err(|_| SealedError::NoEncryption)?;
    Ok(join(&authenticated, &sealed))
}

async fn sealed_bytes(head: &Head, authenticated: &[u8], bytes: &[u8], secret: Secret<'_>) -> Result<Vec<u8>, JsValue> {
    let subtle = subtle().ok_or(JsValue::UNDEFINED)?;
    let key = key(&subtle, head.lock, secret).await?;
    let how = gcm(&head.iv, authenticated)?;
    done(subtle.encrypt(&how, &key, &Uint8Array::from(bytes))?).await
}

/// Opens a sealed file.
///
/// # Errors
/// [`SealedError::WrongKey`], [`SealedError::WrongPassphrase`]: it does not open, or not to what was sealed.
/// [`SealedError::NoEncryption`].
pub async fn open(sealed: &Sealed<'_>, secret: Secret<'_>) -> Result<Vec<u8>, SealedError> {
    let subtle = subtle().ok_or(SealedError::NoEncryption)?;
    let opened = async {
        let key = key(&subtle, sealed.head.lock, secret).await?;
        let how = gcm(&sealed.head.iv, sealed.authenticated)?;
        done(subtle.decrypt(&how, &key, &Uint8Array::from(sealed.ciphertext))?).await
    };
    opened.await.map_err(|_| match secret {
        Secret::Key(_) => SealedError::WrongKey,
        Secret::Passphrase(_) => SealedError::WrongPassphrase,
    })
}

/// A fresh key.
///
/// # Errors
/// [`SealedError::NoEncryption`].
pub fn fresh<const N: usize>() -> Result<[u8; N], SealedError> {
    super::random::bytes().map_err(|_| SealedError::NoEncryption)
}

/// Missing on pages without a secure address.
fn subtle() -> Option<Subtle> {
    let crypto = web_sys::window()?.crypto().ok()?;
    let subtle = Reflect::get(&crypto, &"subtle".into()).ok()?;
    subtle.is_object().then(|| subtle.unchecked_into())
}

async fn key(subtle: &Subtle, lock: Lock, secret: Secret<'_>) -> Result<JsValue, JsValue> {
    let uses = Array::of2(&"encrypt".into(), &"decrypt".into());
    match (secret, lock) {
        (Secret::Key(bytes), _) => {
            let bytes = Uint8Array::from(bytes.as_slice());
            JsFuture::from(subtle.import_key("raw", &bytes, &"AES-GCM".into(), false, &uses)?).await
        }
        (Secret::Passphrase(words), Lock::Passphrase { salt, iterations }) => {
            // An accent written as a letter of its own is the same accent.
            let words = String::from(JsString::from(passphrase(words)).normalize("NFC"));
            let (words, derives) = (Uint8Array::from(words.as_bytes()), Array::of1(&"deriveKey".into()));
            let from = JsFuture::from(subtle.import_key("raw", &words, &"PBKDF2".into(), false, &derives)?).await?;
            let how = object(&[
                ("name", "PBKDF2".into()),
                ("hash", "SHA-256".into()),
                ("salt", Uint8Array::from(salt.as_slice()).into()),
                ("iterations", iterations.into()),
            ])?;
            let to = object(&[("name", "AES-GCM".into()), ("length", 256.into())])?;
            JsFuture::from(subtle.derive_key(&how, &from, &to, false, &uses)?).await
        }
        (Secret::Passphrase(_), Lock::Key) => Err(JsValue::UNDEFINED),
    }
}

fn gcm(iv: &[u8], authenticated: &[u8]) -> Result<JsValue, JsValue> {
    let (iv, authenticated) = (Uint8Array::from(iv), Uint8Array::from(authenticated));
    object(&[("name", "AES-GCM".into()), ("iv", iv.into()), ("additionalData", authenticated.into())])
}

fn object(entries: &[(&str, JsValue)]) -> Result<JsValue, JsValue> {
    let object = Object::new();
    for (name, value) in entries {
        Reflect::set(&object, &JsValue::from_str(name), value)?;
    }
    Ok(object.into())
}

async fn done(working: Promise) -> Result<Vec<u8>, JsValue> {
    Ok(Uint8Array::new(&JsFuture::from(working).await?).to_vec())
}
