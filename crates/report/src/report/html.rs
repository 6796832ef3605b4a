//! HTML fragments: escaped texts, grouped numbers, table cells and small bars.

pub(super) use tongda_formats::xml_escaped as escaped;

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

/// The same with a sign, nothing for what rounds to zero.
#[must_use]
pub(super) fn signed(value: f64) -> String {
    if value.abs() < 0.5 {
        "0".to_owned()
    } else if value > 0.0 {
        format!("+{}", grouped(value))
    } else {
        grouped(value)
    }
}

/// A text in bold.
pub(super) fn bold(text: &str) -> String {
    format!("<b>{text}</b>")
}

/// A cell with a text.
pub(super) fn text(value: &str) -> String {
    format!("<td class=\"text\">{}</td>", escaped(value))
}

/// A cell with a number, and what sorts it; empty for what is no number.
pub(super) fn number(value: f64, decimals: usize) -> String {
    if value.is_finite() { format!("<td data-value=\"{value:.3}\">{value:.decimals$}</td>") } else { "<td></td>".to_owned() }
}

/// A cell with a number of residents.
pub(super) fn people(value: f64) -> String {
    format!("<td data-value=\"{value:.0}\">{}</td>", grouped(value))
}

/// A cell with a change of a number of residents.
pub(super) fn change(value: f64) -> String {
    format!("<td data-value=\"{value:.0}\">{}</td>", signed(value))
}

/// The head of a column.
#[derive(Clone, Copy, Debug)]
pub(super) enum Head<'a> {
    /// Of a column of texts.
    Text(&'a str),
    /// Of a column of numbers or drawings.
    Number(&'a str),
}

/// A table whose columns can be sorted.
pub(super) fn table(heads: &[Head<'_>], rows: &str) -> String {
    let head = |head: &Head<'_>| match head {
        Head::Text(head) => format!("<th scope=\"col\" class=\"text\">{}</th>", escaped(head)),
        Head::Number(head) => format!("<th scope=\"col\">{}</th>", escaped(head)),
    };
    let heads: String = heads.iter().map(head).collect();
    format!("<div class=\"wide\"><table class=\"sortable\"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>")
}

/// A bar from nothing to `value`, with a whisker over its range, on a scale that ends at `most`.
pub(super) fn bar(value: f64, range: Option<(f64, f64)>, most: f64) -> String {
    let at = |value: f64| (value / most.max(1.0) * 96.0).clamp(0.0, 96.0) + 2.0;
    let whisker = range.map_or_else(String::new, |(low, high)| {
        let (low, high) = (at(low), at(high));
        format!("<path class=\"whisker\" d=\"M{low:.1} 7H{high:.1}M{low:.1} 4v6M{high:.1} 4v6\"/>")
    });
    let (from, to) = (at(0.0), at(value.abs()));
    let class = if value < 0.0 { "fill-lost" } else { "fill-gained" };
    format!(
        "<svg class=\"bar\" viewBox=\"0 0 100 14\" aria-hidden=\"true\"><rect class=\"{class}\" x=\"{from:.1}\" y=\"3\" width=\"{:.1}\" height=\"8\"/>{whisker}</svg>",
        to - from
    )
}

/// Shares before and after as two marks on a line from 0 to 100 %.
pub(super) fn dumbbell(before: f64, after: f64) -> String {
    let at = |share: f64| share.clamp(0.0, 1.0) * 96.0 + 2.0;
    let (b, a) = (at(before), at(after));
    format!(
        "<svg class=\"bar\" viewBox=\"0 0 100 14\" aria-hidden=\"true\"><path class=\"rail\" d=\"M2 7H98\"/><path class=\"way\" d=\"M{b:.1} 7H{a:.1}\"/>\
        <circle class=\"dot-before\" cx=\"{b:.1}\" cy=\"7\" r=\"3\"/><circle class=\"dot-after\" cx=\"{a:.1}\" cy=\"7\" r=\"3\"/></svg>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_signed() {
        assert_eq!(grouped(1_234_567.4), "1\u{202f}234\u{202f}567");
        assert_eq!(grouped(-1000.0), "−1\u{202f}000");
        assert_eq!([signed(12.0), signed(-12.0), signed(0.3)], ["+12", "−12", "0"]);
        assert_eq!(number(f64::NAN, 1), "<td></td>");
    }
}
