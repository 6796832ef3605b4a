//! PNG from SVG, with the fonts of the system.
//!
//! No font comes with the program: a subset of one would lack the letters of somebody's town, and a whole Chinese one
//! weighs more than the program. Letters that no font of the system has are told, so that nobody is surprised.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::{Arc, Mutex, OnceLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{Database, FaceInfo, ID, Style};
use resvg::usvg::{FontResolver, Options, Tree};

/// Families for letters, the first that the system has.
const FAMILIES: [&str; 9] = [
    "Noto Sans",
    "Source Sans 3",
    "Open Sans",
    "DejaVu Sans",
    "Liberation Sans",
    "Segoe UI",
    "Helvetica Neue",
    "Arial",
    "Noto Sans CJK SC",
];
/// Families for Chinese, by parts of their names, the first that the system has.
const CHINESE: [&str; 8] = [
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi",
    "SimHei",
];

/// A picture.
#[derive(Clone, Debug)]
pub struct PngImage {
    /// The PNG.
    pub bytes: Vec<u8>,
    /// Letters that no font of the system has, each once; they are left out of the picture.
    pub missing: String,
}

/// Draws an SVG so many pixels wide.
///
/// # Errors
/// When it is no SVG, or the picture would not fit in memory.
pub fn png(svg: &str, width: u32) -> Result<PngImage, String> {
    let fonts = fonts();
    let missing = Arc::new(Mutex::new(Vec::new()));
    let resolver = resolver(Arc::clone(&missing));
    let options = Options { fontdb: Arc::clone(&fonts), font_resolver: resolver, ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|cause| cause.to_string())?;
    #[expect(clippy::cast_precision_loss, reason = "a picture has few pixels")]
    let scale = width as f32 / tree.size().width();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a float to an integer stops at its bounds")]
    let height = (tree.size().height() * scale).round() as u32;
    let mut canvas = Pixmap::new(width, height).ok_or_else(|| format!("a picture of {width} x {height} is too large"))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut canvas.as_mut());
    let bytes = canvas.encode_png().map_err(|cause| cause.to_string())?;
    let found = missing.lock().map(|letters| letters.clone()).unwrap_or_default();
    let missing = if fonts.is_empty() || !found.is_empty() { without_font(svg, &fonts) } else { String::new() };
    Ok(PngImage { bytes, missing })
}

/// The letters of a text beyond ASCII that no font has, each once. Behind the first of a line that is missing no other
/// is asked for, so that each has a line of its own here.
fn without_font(svg: &str, fonts: &Arc<Database>) -> String {
    let letters: BTreeSet<char> = svg.chars().filter(|letter| *letter > '\u{7f}').collect();
    if fonts.is_empty() {
        return letters.into_iter().collect();
    }
    let mut lines = String::new();
    for letter in &letters {
        // Writing to a `String` cannot fail.
        let _ = write!(lines, "<text y=\"9\">{letter}</text>");
    }
    let missing = Arc::new(Mutex::new(Vec::new()));
    let font_resolver = resolver(Arc::clone(&missing));
    let options = Options { fontdb: Arc::clone(fonts), font_resolver, ..Options::default() };
    // Nothing is drawn; a text that cannot be read asks for no letters.
    let _ = Tree::from_str(
        &format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\" font-family=\"sans-serif\">{lines}</svg>"),
        &options,
    );
    let missing: BTreeSet<char> = missing.lock().map(|letters| letters.iter().copied().collect()).unwrap_or_default();
    missing.into_iter().collect()
}

/// Whether the system has no font at all.
#[must_use]
pub fn has_no_fonts() -> bool {
    fonts().is_empty()
}

/// The fonts of the system, looked for once.
fn fonts() -> Arc<Database> {
    static FONTS: OnceLock<Arc<Database>> = OnceLock::new();
    let load = || {
        let mut fonts = Database::new();
        fonts.load_system_fonts();
        let has = |family: &str| fonts.faces().any(|face| family_of(face) == family);
        let family = FAMILIES.into_iter().find(|family| has(family)).map(str::to_owned);
        let family = family.or_else(|| fonts.faces().find(|face| is_plain(face)).map(|face| family_of(face).to_owned()));
        if let Some(family) = family {
            fonts.set_sans_serif_family(family.as_str());
            fonts.set_serif_family(family.as_str());
        }
        Arc::new(fonts)
    };
    Arc::clone(FONTS.get_or_init(load))
}

fn family_of(face: &FaceInfo) -> &str {
    face.families.first().map_or("", |(name, _)| name.as_str())
}

fn is_plain(face: &FaceInfo) -> bool {
    face.style == Style::Normal && (350..=450).contains(&face.weight.0)
}

/// Looks for letters that the first font lacks in upright fonts made for Chinese first, then in any; writes down those
/// that none has.
fn resolver(missing: Arc<Mutex<Vec<char>>>) -> FontResolver<'static> {
    let default = FontResolver::default_fallback_selector();
    let fallback = move |letter: char, used: &[ID], fonts: &mut Arc<Database>| {
        let except = |wanted: &dyn Fn(&FaceInfo) -> bool| -> Vec<ID> {
            used.iter().copied().chain(fonts.faces().filter(|face| !wanted(face)).map(|face| face.id)).collect()
        };
        let mut lists: Vec<Vec<ID>> =
            CHINESE.iter().map(|name| except(&|face| is_plain(face) && family_of(face).contains(name))).collect();
        lists.push(except(&|face| is_plain(face) && !family_of(face).contains("Serif")));
        lists.push(used.to_vec());
        let found = lists.iter().find_map(|excluded| default(letter, excluded, fonts));
        if found.is_none()
            && let Ok(mut missing) = missing.lock()
        {
            missing.push(letter);
        }
        found
    };
    FontResolver { select_font: FontResolver::default_font_selector(), select_fallback: Box::new(fallback) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_its_size_and_its_colours() {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 20\"><style>.sea{fill:#0000ff}</style><rect class=\"sea\" width=\"40\" height=\"20\"/></svg>";
        let picture = png(svg, 80).unwrap_or_else(|cause| unreachable!("{cause}"));
        let canvas = Pixmap::decode_png(&picture.bytes).unwrap_or_else(|cause| unreachable!("{cause}"));
        assert_eq!((canvas.width(), canvas.height()), (80, 40));
        assert_eq!(canvas.pixel(70, 30).map(|pixel| (pixel.red(), pixel.blue())), Some((0, 255)));
        assert!(picture.missing.is_empty());
        assert!(png("<p>", 80).is_err());
        assert!(png(svg, u32::MAX).is_err());
    }

    #[test]
    fn a_letter_is_drawn_or_told() {
        // A letter of the private use area, which no font has a glyph for that means anything.
        let svg = |text: &str| {
            format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 20\"><text x=\"2\" y=\"18\" font-size=\"18\" font-family=\"sans-serif\">{text}</text></svg>"
            )
        };
        let dark = |text: &str| {
            let picture = png(&svg(text), 40).unwrap_or_else(|cause| unreachable!("{cause}"));
            let canvas = Pixmap::decode_png(&picture.bytes).unwrap_or_else(|cause| unreachable!("{cause}"));
            (canvas.pixels().iter().any(|pixel| pixel.alpha() > 128), picture.missing)
        };
        for letter in ["台", "平", "☃"] {
            let (drawn, missing) = dark(letter);
            assert!(drawn || missing == letter, "{letter} is neither drawn nor told");
        }
        // Of two that no font has, both are told.
        assert_eq!(dark("\u{10fff0}a\u{10fff1}").1, "\u{10fff0}\u{10fff1}");
    }
}
