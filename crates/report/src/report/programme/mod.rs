//! The page of a programme: which projects first, and for whom; one HTML file without script.
//!
//! Each section has a file; the first says the answer in words.

mod answer;
mod beneficiaries;
mod benefits;
mod shares;

use std::collections::BTreeMap;
use std::fmt::Write;

use super::html::escaped;
use super::language::Language;
use super::section::Section;
use crate::map;
use crate::{BenefitRow, ProgrammeResult};
use tongda_analysis::appraisal::benefits::Benefits;
use tongda_analysis::appraisal::programme::{Attribution, GreedyStep, ProjectSet, Value};
use tongda_analysis::study::Study;
use tongda_network::network::Network;

/// What the page of a programme tells of.
#[derive(Clone, Copy, Debug)]
pub struct ProgrammePage<'a> {
    /// The study.
    pub study: &'a Study,
    /// Its network.
    pub network: &'a Network,
    /// What was found.
    pub result: &'a ProgrammeResult<'a>,
    /// What townships owe to projects.
    pub owed: &'a [Attribution],
    /// The sets of one, two and three projects that bring most.
    pub best_sets: &'a [(ProjectSet, f64)],
    /// The largest of those, one project after the other.
    pub first: &'a [GreedyStep],
    /// What saved time is worth, and what that makes of each project, in their order.
    pub benefits: Option<(&'a Benefits, &'a [BenefitRow])>,
    /// The command that made it.
    pub command: &'a str,
    /// Hash of every input, by name.
    pub inputs: &'a BTreeMap<String, String>,
    /// Its language.
    pub language: Language,
}

impl ProgrammePage<'_> {
    fn name(&self, player: usize) -> &str {
        let player = &self.result.game.programme.players[player];
        self.language.name(&player.name, &player.name_zh)
    }

    /// A township or county in the page's language.
    fn position<'b>(&'b self, name: &'b str) -> &'b str {
        self.language.name(name, self.study.district_name_zh(name))
    }

    fn unit(&self) -> &'static str {
        match self.result.game.question.value {
            Value::Residents => self.language.pick("residents", "居民"),
            Value::PersonMinutes(_) => self.language.pick("person-minutes", "人·分钟"),
        }
    }
}

/// The page as a file; the same inputs give the same bytes.
#[must_use]
pub fn programme_html(page: &ProgrammePage<'_>) -> Vec<u8> {
    let (study, language) = (page.study, page.language);
    let sections = [
        answer::order(page),
        beneficiaries::section(page),
        shares::section(page),
        shares::pairs(page),
        benefits::section(page),
        how(page),
    ];
    let title = format!(
        "{}{}",
        language.pick("A programme of projects: ", "项目群评价："),
        language.name(&study.config.name, &study.config.name_zh)
    );
    let head = format!("<h1>{}</h1>{}", escaped(&title), answer::head(page));
    let mut body = String::new();
    for section in sections.iter().flatten() {
        // Writing to a text cannot fail.
        let _ = write!(body, "<section id=\"{}\"><h2>{}</h2>{}</section>", section.id, escaped(&section.title), section.body);
    }
    let html = format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
        <title>{}</title><style>{}{}{}</style></head><body><header>{}</header><main>{body}</main></body></html>\n",
        language.code(),
        escaped(&title),
        map::STYLE,
        include_str!("../page.css"),
        include_str!("programme.css"),
        head
    );
    html.into_bytes()
}

/// How it was computed, and from what.
fn how(page: &ProgrammePage<'_>) -> Option<Section> {
    let (game, language) = (page.result.game, page.language);
    let orders = page.result.shares.orders;
    let mut lines = vec![
        language
            .pick(
                "Shapley share: what a project adds in the mean over all orders of building in which each project comes after those \
                 that it depends on (Faigle and Kern 1992). The shares add up to the gain of the whole programme.",
                "沙普利份额：在满足依赖关系的全部建设次序中，该项目新增效益的平均值（Faigle 与 Kern，1992）；各份额之和等于整个项目群的效益。",
            )
            .to_owned(),
        language
            .pick(
                "Alone: built first, after what it depends on. Last in: built after everything that does not depend on it.",
                "单独：在其依赖项目之后最先建设；最后：在不依赖它的全部项目之后建设。",
            )
            .to_owned(),
        language
            .pick(
                "Projects that the extract has count as not built where a set is without them: they are taken out.",
                "路网数据中已有的项目，在不含该项目的组合中视为未建（从路网中移除）。",
            )
            .to_owned(),
    ];
    lines.push(if orders == 0 {
        let (count, most) = (game.measured, game.largest_group());
        match language {
            Language::English => format!(
                "All shares are exact: {count} sets of projects were measured; at most {most} projects can matter to one cell, whatever else is built."
            ),
            Language::Chinese => format!("全部份额为精确值：共计算 {count} 个项目组合；对任一网格可能产生影响的项目至多 {most} 个。"),
        }
    } else {
        match language {
            Language::English => {
                format!("Shares of cells with many projects are means of {orders} random orders; ± is half of a 95 % interval.")
            }
            Language::Chinese => format!("涉及项目较多的网格按 {orders} 个随机次序抽样；± 为 95 % 置信区间半宽。"),
        }
    });
    let lines = format!("<li>{}</li>", lines.join("</li><li>"));
    let inputs: Vec<String> = page.inputs.iter().map(|(name, hash)| format!("{name}  {hash}")).collect();
    let body = format!(
        "<ul>{lines}</ul><pre>{}</pre><details><summary>{}</summary><pre>{}</pre></details>",
        escaped(page.command),
        language.pick("inputs, with their BLAKE3 hashes", "输入文件及 BLAKE3 校验值"),
        escaped(&inputs.join("\n"))
    );
    Section::new("how", language.pick("How it was computed", "计算方法"), body)
}
