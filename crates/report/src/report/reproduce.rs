//! Data credits of a report, and what reproduces it: version, command and hashes of the inputs.

use std::fmt::Write;

use super::html::escaped;
use super::input::Report;
use super::section::Section;

/// Credits, the command, and a hash of every input.
pub(super) fn section(report: &Report<'_>) -> Option<Section> {
    let language = report.language;
    let credits: Vec<String> = report.study.config.attribution.iter().map(|credit| escaped(credit)).collect();
    let credits = format!("<li>{}</li>", credits.join("</li><li>"));
    let mut inputs = String::new();
    for (name, hash) in report.inputs {
        // Writing to a `String` cannot fail.
        let _ = write!(inputs, "<tr><td class=\"text\">{}</td><td class=\"text\"><code>{hash}</code></td></tr>", escaped(name));
    }
    let body = format!(
        "<h3>{}</h3><ul>{credits}</ul><h3>{}</h3><p>{}</p><pre>{}</pre><details><summary>{}</summary><table><tbody>{inputs}</tbody></table></details>",
        language.text("reproduce.data"),
        language.text("reproduce.how"),
        language.text("reproduce.same_bytes"),
        escaped(&format!("tongda {}\n{} --lang {}", env!("CARGO_PKG_VERSION"), report.command, language.code())),
        language.format("reproduce.hashes", &[("count", &report.inputs.len())])
    );
    Section::new("reproduce", language.text("reproduce.title"), body)
}
