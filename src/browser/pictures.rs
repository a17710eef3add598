//! Pictures made smaller, and nothing but pixels: what a camera or a program wrote into the file stays behind.
//!
//! A picture is drawn and written anew, so that no metadata can come along, whatever its form; the way it was held is
//! kept, as it is drawn upright. The caller has looked at its size first: a small file can unpack to a very large
//! picture.

use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, ImageBitmap};

use super::{files, page};

/// A picture that was written anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub bytes: Vec<u8>,
    pub media_type: String,
    pub width: u32,
    pub height: u32,
}

/// Why a picture could not be written anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    #[error("The browser cannot read this picture. It may be damaged.")]
    Unreadable,
    #[error("The browser could not write this picture anew.")]
    Unwritable,
}

/// How finely a picture is written, where its form loses anything.
const QUALITY: f64 = 0.9;

/// Up to how many bytes what was without loss stays so: lettering on a screenshot stays sharp.
const LOSSLESS_UP_TO: usize = 500_000;

/// Writes a picture anew, its longer side at most so many pixels.
///
/// # Errors
/// [`PictureError`].
pub async fn anew(bytes: &[u8], media_type: &str, longest: u32) -> Result<Picture, PictureError> {
    let unreadable = |_| PictureError::Unreadable;
    let source = files::blob(media_type, bytes).map_err(unreadable)?;
    let window = page::window().ok_or(PictureError::Unreadable)?;
    let drawn = window.create_image_bitmap_with_blob(&source).map_err(unreadable)?;
    let drawn: ImageBitmap = JsFuture::from(drawn).await.map_err(unreadable)?.unchecked_into();
    let (width, height) = within(drawn.width(), drawn.height(), longest);
    let written = written_anew(&drawn, width, height, media_type).await;
    drawn.close();
    let (bytes, media_type) = written.ok_or(PictureError::Unwritable)?;
    Ok(Picture { bytes, media_type, width, height })
}

/// Sides in the same proportion, the longer one at most so long.
fn within(width: u32, height: u32, longest: u32) -> (u32, u32) {
    let long = width.max(height);
    if long <= longest {
        return (width.max(1), height.max(1));
    }
    let scaled = |side: u32| {
        let side = u64::from(side) * u64::from(longest) / u64::from(long);
        u32::try_from(side).unwrap_or(longest).max(1)
    };
    (scaled(width), scaled(height))
}

async fn written_anew(drawn: &ImageBitmap, width: u32, height: u32, from: &str) -> Option<(Vec<u8>, String)> {
    let canvas: HtmlCanvasElement = page::document()?.create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let pen: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    let (wide, high) = (f64::from(width), f64::from(height));
    let draw = || pen.draw_image_with_image_bitmap_and_dw_and_dh(drawn, 0.0, 0.0, wide, high).ok();
    draw()?;
    let lossless = matches!(from, "image/png" | "image/gif");
    if lossless
        && let Some(png) = blob_of(&canvas, "image/png").await
        && png.size() <= f64::from(u32::try_from(LOSSLESS_UP_TO).ok()?)
    {
        return read(png).await;
    }
    let webp = blob_of(&canvas, "image/webp").await?;
    if webp.type_() == "image/webp" {
        return read(webp).await;
    }
    // Where WebP cannot be written, JPEG can; it knows no transparency.
    pen.set_fill_style_str("#fff");
    pen.fill_rect(0.0, 0.0, wide, high);
    draw()?;
    read(blob_of(&canvas, "image/jpeg").await?).await
}

async fn blob_of(canvas: &HtmlCanvasElement, media_type: &str) -> Option<Blob> {
    let written = Promise::new(&mut |resolve, _| {
        let _ = canvas.to_blob_with_type_and_encoder_options(&resolve, media_type, &QUALITY.into());
    });
    JsFuture::from(written).await.ok()?.dyn_into().ok()
}

async fn read(blob: Blob) -> Option<(Vec<u8>, String)> {
    let buffer = JsFuture::from(blob.array_buffer()).await.ok()?;
    Some((Uint8Array::new(&buffer).to_vec(), blob.type_()))
}
