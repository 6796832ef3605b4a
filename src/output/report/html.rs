//! Bits of HTML: texts and numbers that are safe and aligned.

pub(super) use super::super::xml::escaped;

/// A whole number with thin spaces between thousands.
#[must_use]
pub(super) fn grouped(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    if value <= -0.5 { format!("−{text}") } else { text }
}

/// A cell with a number, and what sorts it.
pub(super) fn number(value: f64, decimals: usize) -> String {
    format!("<td data-value=\"{value:.3}\">{value:.decimals$}</td>")
}

/// A cell with a number of residents.
pub(super) fn people(value: f64) -> String {
    format!("<td data-value=\"{value:.0}\">{}</td>", grouped(value))
}

/// Heads of columns.
pub(super) fn heads(names: &[&str]) -> String {
    format!("<th>{}</th>", names.join("</th><th>"))
}
