//! Page of a programme: the order of building and the beneficiaries; one HTML file without script.
//!
//! Each section has a file; the first says the answer in words.

mod answer;
mod beneficiaries;
mod benefits;
mod shares;

use std::collections::BTreeMap;
use std::fmt::Write;

use super::html::escaped;
use super::section::Section;
use crate::Language;
use crate::map;
use crate::{BenefitRow, ProgrammeResult};
use tongda_analysis::appraisal::benefits::Benefits;
use tongda_analysis::appraisal::programme::{Attribution, GreedyStep, ProjectSet, Value};
use tongda_analysis::study::Study;
use tongda_network::network::Network;

/// Input of the page of a programme.
#[derive(Clone, Copy, Debug)]
pub struct ProgrammePage<'a> {
    /// The study.
    pub study: &'a Study,
    /// Its network.
    pub network: &'a Network,
    /// The results.
    pub result: &'a ProgrammeResult<'a>,
    /// Gain of each township by project.
    pub owed: &'a [Attribution],
    /// The sets of one, two and three projects that bring most.
    pub best_sets: &'a [(ProjectSet, f64)],
    /// The largest of those, one project after the other.
    pub first: &'a [GreedyStep],
    /// Benefit parameters, and the benefits of each project, in their order.
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
            Value::Residents => self.language.text("programme.residents"),
            Value::PersonMinutes(_) => self.language.text("programme.person_minutes"),
        }
    }
}

/// The page as a file; the same inputs give the same bytes.
#[must_use]
pub(crate) fn programme_html(page: &ProgrammePage<'_>) -> Vec<u8> {
    let (study, language) = (page.study, page.language);
    let sections = [
        answer::order(page),
        beneficiaries::section(page),
        shares::section(page),
        shares::pairs(page),
        benefits::section(page),
        how(page),
    ];
    let study_name = language.name(&study.config.name, &study.config.name_zh);
    let title = language.format("programme.title", &[("study", &study_name)]);
    let head = format!("<h1>{}</h1>{}", escaped(&title), answer::head(page));
    let mut body = String::new();
    for section in sections.iter().flatten() {
        // Writing to a `String` cannot fail.
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

/// Method and inputs.
fn how(page: &ProgrammePage<'_>) -> Option<Section> {
    let (game, language) = (page.result.game, page.language);
    let orders = page.result.shares.orders;
    let by = if orders == 0 {
        language.format("programme.exact", &[("count", &game.measured), ("most", &game.largest_group())])
    } else {
        language.format("programme.sampled", &[("orders", &orders)])
    };
    let lines = [
        language.text("programme.shapley_meaning"),
        language.text("programme.alone_meaning"),
        language.text("programme.existing_meaning"),
        &by,
    ];
    let lines = format!("<li>{}</li>", lines.join("</li><li>"));
    let inputs: Vec<String> = page.inputs.iter().map(|(name, hash)| format!("{name}  {hash}")).collect();
    let body = format!(
        "<ul>{lines}</ul><pre>{}</pre><details><summary>{}</summary><pre>{}</pre></details>",
        escaped(page.command),
        language.text("programme.inputs"),
        escaped(&inputs.join("\n"))
    );
    Section::new("how", language.text("programme.how"), body)
}
