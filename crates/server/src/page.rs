//! The page of the live map, as it was built from `web/` into `page/`.

use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use super::api_error::ApiError;

#[derive(RustEmbed)]
#[folder = "page"]
struct Page;

/// A file of the page by its name; the page itself for `/`.
pub(super) async fn page(uri: Uri) -> Response {
    let name = uri.path().trim_start_matches('/');
    let name = if name.is_empty() { "index.html" } else { name };
    match Page::get(name) {
        Some(file) => {
            let kind = match name.rsplit_once('.').map(|(_, ending)| ending) {
                Some("html") => "text/html; charset=utf-8",
                Some("js" | "mjs") => "text/javascript; charset=utf-8",
                Some("css") => "text/css; charset=utf-8",
                Some("svg") => "image/svg+xml",
                Some("json") => "application/json",
                _ => "application/octet-stream",
            };
            // The names of assets hold their hash; the page does not.
            let keep = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
            ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, keep)], file.data.into_owned()).into_response()
        }
        None if name.starts_with("api/") => {
            ApiError::new(StatusCode::NOT_FOUND, "there is no such route; /api/openapi.json lists them").into_response()
        }
        None => (StatusCode::NOT_FOUND, "there is no such page\n").into_response(),
    }
}
