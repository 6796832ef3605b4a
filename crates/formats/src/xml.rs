//! Escaping of text in XML, HTML and SVG.

/// A text that is safe between tags and in attributes.
#[must_use]
pub fn xml_escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
