//! Embedded study: `networks/jiangmen-west`.

use rust_embed::RustEmbed;
use tongda_analysis::study::{EmbeddedFiles, Files};

#[derive(RustEmbed)]
#[folder = "networks/jiangmen-west"]
struct Study;

/// The files of the embedded study.
pub(crate) fn files() -> Files {
    Files::Embedded(EmbeddedFiles { folder: "networks/jiangmen-west", content: |name| Study::get(name).map(|file| file.data) })
}
