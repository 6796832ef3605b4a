//! PNG files of maps.

use std::path::Path;

use tongda_foundation::error::{Error, ErrorKind, Result};

/// Pixels from side to side.
const WIDTH: u32 = 1600;

/// An SVG as PNG for a file, with a warning when letters are missing.
pub(super) fn png(svg: &str, path: &Path) -> Result<Vec<u8>> {
    let drawn = tongda_report::png(svg, WIDTH);
    let picture = drawn.map_err(|cause| Error::new(ErrorKind::Usage, format!("cannot be drawn: {cause}")).in_file(path))?;
    if tongda_report::has_no_fonts() {
        eprintln!(
            "warning: this system has no fonts, so pictures have no words: install some, such as Noto Sans and Noto Sans CJK"
        );
    } else if !picture.missing.is_empty() {
        let letters: String = picture.missing.chars().take(20).collect();
        eprintln!(
            "warning: {}: no font of this system has the letters {letters}, which are left out: install one that has, such as Noto Sans CJK",
            path.display()
        );
    }
    Ok(picture.bytes)
}
