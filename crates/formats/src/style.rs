//! Layer style: symbols and classes, as the QML that QGIS applies when it opens a GeoPackage.

use std::fmt::Write;

use super::layer::ShapeKind;
use super::xml::xml_escaped;

/// One value of a column, or the numbers up to a value, and how they are drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct StyleClass {
    /// The value, or the highest number.
    pub value: String,
    /// Text of the legend.
    pub label: String,
    /// `#rrggbb`.
    pub colour: String,
}

impl StyleClass {
    /// A class.
    pub fn new(value: impl std::fmt::Display, label: impl Into<String>, colour: impl Into<String>) -> Self {
        Self { value: format!("{value}"), label: label.into(), colour: colour.into() }
    }
}

/// Style of a layer.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Style {
    /// As the program that opens it likes.
    #[default]
    Plain,
    /// All in one colour, `#rrggbb`.
    Single(String),
    /// By the values of a column.
    Categories(String, Vec<StyleClass>),
    /// By the numbers of a column: each class from the one before (the first from 0) to its own.
    Graduated(String, Vec<StyleClass>),
}

impl Style {
    /// The QML text; `None` for a layer without a style.
    pub(super) fn qml(&self, kind: ShapeKind) -> Option<String> {
        let (head, classes): (String, &[StyleClass]) = match self {
            Self::Plain => return None,
            Self::Single(colour) => {
                let class = StyleClass::new("", "", colour.as_str());
                return qml(
                    "<renderer-v2 type=\"singleSymbol\" symbollevels=\"0\" enableorderby=\"0\" forceraster=\"0\">",
                    &[class],
                    kind,
                );
            }
            Self::Categories(column, classes) => (
                format!(
                    "<renderer-v2 type=\"categorizedSymbol\" attr=\"{}\" symbollevels=\"0\" enableorderby=\"0\" forceraster=\"0\"><categories>{}</categories>",
                    xml_escaped(column),
                    categories(classes)
                ),
                classes,
            ),
            Self::Graduated(column, classes) => (
                format!(
                    "<renderer-v2 type=\"graduatedSymbol\" attr=\"{}\" graduatedMethod=\"GraduatedColor\" symbollevels=\"0\" enableorderby=\"0\" forceraster=\"0\"><ranges>{}</ranges>",
                    xml_escaped(column),
                    ranges(classes)
                ),
                classes,
            ),
        };
        qml(&head, classes, kind)
    }
}

fn qml(head: &str, classes: &[StyleClass], kind: ShapeKind) -> Option<String> {
    let geometry = match kind {
        ShapeKind::None => return None,
        ShapeKind::Point => 0,
        ShapeKind::Lines => 1,
        ShapeKind::Polygons => 2,
    };
    let mut text = format!(
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n\
         <qgis version=\"3.28\" styleCategories=\"Symbology\">\n{head}<symbols>"
    );
    for (number, class) in classes.iter().enumerate() {
        text += &symbol(number, &class.colour, kind);
    }
    let _ = write!(text, "</symbols></renderer-v2>\n<layerGeometryType>{geometry}</layerGeometryType>\n</qgis>\n");
    Some(text)
}

fn categories(classes: &[StyleClass]) -> String {
    let one = |(number, class): (usize, &StyleClass)| {
        let kind = if class.value.parse::<i64>().is_ok() { "long" } else { "string" };
        format!(
            "<category render=\"true\" symbol=\"{number}\" value=\"{}\" label=\"{}\" type=\"{kind}\"/>",
            xml_escaped(&class.value),
            xml_escaped(&class.label)
        )
    };
    classes.iter().enumerate().map(one).collect::<Vec<String>>().concat()
}

fn ranges(classes: &[StyleClass]) -> String {
    let mut lower = "0";
    let mut text = String::new();
    for (number, class) in classes.iter().enumerate() {
        let _ = write!(
            text,
            "<range render=\"true\" symbol=\"{number}\" lower=\"{lower}\" upper=\"{}\" label=\"{}\"/>",
            xml_escaped(&class.value),
            xml_escaped(&class.label)
        );
        lower = &class.value;
    }
    text
}

/// A symbol in the words of QGIS: options as it writes them since 3.26, and as it did before.
fn symbol(number: usize, colour: &str, kind: ShapeKind) -> String {
    let red_green_blue = colour.trim_start_matches('#');
    let part = |at: usize| red_green_blue.get(at..at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or_default();
    let colour = format!("{},{},{},255", part(0), part(2), part(4));
    let (what, class, alpha, options): (_, _, _, &[(&str, &str)]) = match kind {
        ShapeKind::Lines => {
            ("line", "SimpleLine", "1", &[("line_color", &colour), ("line_width", "0.8"), ("line_width_unit", "MM")])
        }
        ShapeKind::Polygons => (
            "fill",
            "SimpleFill",
            "0.6",
            &[
                ("color", &colour),
                ("style", "solid"),
                ("outline_style", "solid"),
                ("outline_color", &colour),
                ("outline_width", "0.1"),
            ],
        ),
        ShapeKind::Point | ShapeKind::None => (
            "marker",
            "SimpleMarker",
            "1",
            &[
                ("name", "circle"),
                ("color", &colour),
                ("outline_color", "255,255,255,255"),
                ("outline_width", "0.1"),
                ("size", "2.4"),
            ],
        ),
    };
    let map: Vec<String> =
        options.iter().map(|(key, value)| format!("<Option type=\"QString\" name=\"{key}\" value=\"{value}\"/>")).collect();
    let old: Vec<String> = options.iter().map(|(key, value)| format!("<prop k=\"{key}\" v=\"{value}\"/>")).collect();
    format!(
        "<symbol type=\"{what}\" name=\"{number}\" alpha=\"{alpha}\" clip_to_extent=\"1\" force_rhr=\"0\">\
         <layer class=\"{class}\" enabled=\"1\" locked=\"0\" pass=\"0\"><Option type=\"Map\">{}</Option>{}</layer></symbol>",
        map.concat(),
        old.concat()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_become_ranges_and_symbols() {
        let classes = vec![StyleClass::new(10, "up to 10 min", "#0c2c84"), StyleClass::new(20, "10 < t <= 20 min", "#225ea8")];
        let text = Style::Graduated("minutes".to_owned(), classes).qml(ShapeKind::Polygons).unwrap_or_default();
        assert!(text.contains("lower=\"10\" upper=\"20\" label=\"10 &lt; t &lt;= 20 min\""));
        assert_eq!(text.matches("<symbol ").count(), 2);
        assert!(text.contains("value=\"12,44,132,255\""));
        assert_eq!(Style::Plain.qml(ShapeKind::Point), None);
        assert_eq!(Style::Single("#ffffff".to_owned()).qml(ShapeKind::None), None);
    }
}
