//! Whose data a report rests on, and how to make it again.

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
        // Writing to a text cannot fail.
        let _ = write!(inputs, "<tr><td class=\"text\">{}</td><td class=\"text\"><code>{hash}</code></td></tr>", escaped(name));
    }
    let body = format!(
        "<h3>{}</h3><ul>{credits}</ul><h3>{}</h3><p>{}</p><pre>{}</pre><details><summary>{} ({})</summary><table><tbody>{inputs}</tbody></table></details>",
        language.pick("Data", "数据来源"),
        language.pick("How to make it again", "如何重现"),
        language.pick(
            "The same version, command and inputs give this file to the last byte, for any number of threads.",
            "相同的版本、命令和输入可逐字节重现本文件，与线程数无关。"
        ),
        escaped(&format!("tongda {}\n{} --lang {}", env!("CARGO_PKG_VERSION"), report.command, language.code())),
        language.pick("Hashes (BLAKE3) of all inputs", "全部输入的 BLAKE3 校验值"),
        report.inputs.len()
    );
    Section::new("reproduce", language.pick("Data, and how to make it again", "数据来源与重现方法"), body)
}
