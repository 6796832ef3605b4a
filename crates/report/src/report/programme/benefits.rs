//! What the projects are worth: benefits against costs, with every figure that this rests on and its source.

use std::fmt::Write;

use super::ProgrammePage;
use crate::report::html::{escaped, grouped, signed, table};
use crate::report::language::Language;
use crate::report::section::Section;
use tongda_analysis::appraisal::benefits::{Cited, Demand};

/// A row a project with known costs, the best ratio first, and the figures with their sources.
pub(super) fn section(page: &ProgrammePage<'_>) -> Option<Section> {
    let (benefits, all) = page.benefits?;
    let language = page.language;
    let mut rows: Vec<_> = all.iter().enumerate().filter_map(|(player, row)| Some((player, row, row.worth?))).collect();
    let ratio = |worth: &tongda_analysis::appraisal::benefits::Worth| worth.ratio().unwrap_or(f64::NEG_INFINITY);
    rows.sort_by(|a, b| ratio(&b.2).total_cmp(&ratio(&a.2)).then(a.0.cmp(&b.0)));
    let mut text = String::new();
    for (player, row, worth) in &rows {
        let none = || "–".to_owned();
        let _ = write!(
            text,
            "<tr><td class=\"text\">{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            escaped(page.name(*player)),
            grouped((row.saved.minutes + row.saved.induced) / 60.0),
            grouped(worth.first_year),
            grouped(worth.benefits),
            grouped(worth.costs),
            signed(worth.net()),
            worth.ratio().map_or_else(none, |ratio| format!("{ratio:.2}")),
            worth.internal_rate.map_or_else(none, |rate| format!("{:.1} %", rate * 100.0)),
            worth.payback_years.map_or_else(none, |years| years.to_string()),
        );
    }
    if rows.is_empty() {
        return None;
    }
    let (lead, heads) = match language {
        Language::English => (
            format!(
                "Each project built first, after what it depends on. Money is {} of {}; only saved time counts, no accidents, noise, \
land or jobs.",
                escaped(&benefits.currency),
                benefits.base_year
            ),
            [
                "*project",
                "hours saved a day",
                "benefits, first year",
                "present benefits",
                "present costs",
                "net present value",
                "benefit/cost",
                "internal rate",
                "payback, years",
            ],
        ),
        Language::Chinese => (
            format!(
                "各项目在其依赖项目之后最先建设。金额为 {} 年的 {}；仅计时间节省，不含事故、噪声、土地与就业。",
                benefits.base_year,
                escaped(&benefits.currency)
            ),
            [
                "*项目",
                "每日节省小时",
                "首年效益",
                "效益现值",
                "费用现值",
                "净现值（NPV）",
                "效益费用比（BCR）",
                "内部收益率（IRR）",
                "回收期（年）",
            ],
        ),
    };
    let body = format!("<p class=\"lead\">{lead}</p>{}{}", table(&heads, &text), rests_on(page));
    Section::new("benefits", language.pick("Benefits against costs", "效益与费用"), body)
}

/// The figures, each with its source.
fn rests_on(page: &ProgrammePage<'_>) -> String {
    let Some((benefits, _)) = page.benefits else { return String::new() };
    let language = page.language;
    let percent = |cited: &Cited| format!("{} %", (cited.value * 1e4).round() / 1e2);
    let plain = |cited: &Cited| cited.value.to_string();
    let mut text = String::new();
    let mut say = |name: &str, value: String, source: &str| {
        let _ = write!(text, "<dt>{name}: {}</dt><dd>{}</dd>", escaped(&value), escaped(source));
    };
    let money = |cited: &Cited| format!("{} {}", cited.value, benefits.currency);
    let hour = &benefits.value_of_time_per_hour;
    say(language.pick("value of an hour", "每小时时间价值"), money(hour), &hour.source);
    let days = &benefits.days_per_year;
    say(language.pick("days a year", "每年天数"), plain(days), &days.source);
    say(language.pick("discount rate", "贴现率"), percent(&benefits.discount_rate), &benefits.discount_rate.source);
    say(language.pick("growth a year", "年增长率"), percent(&benefits.demand_growth), &benefits.demand_growth.source);
    say(language.pick("years of use", "使用年限"), plain(&benefits.horizon_years), &benefits.horizon_years.source);
    if let Some(elasticity) = &benefits.elasticity {
        say(language.pick("elasticity of trips to time", "出行时间弹性"), plain(elasticity), &elasticity.source);
    }
    let demand = match &benefits.demand {
        Demand::Trips { trips, .. } => {
            let all: f64 = trips.iter().map(|(.., trips)| trips).sum();
            format!("{} {}", grouped(all), language.pick("trips a day from a table", "次/日（出行表）"))
        }
        Demand::PerResident(rate) => format!("{rate} {}", language.pick("trips a resident a day", "次/人·日")),
    };
    say(language.pick("demand", "需求"), demand, &benefits.demand_source);
    for one in &benefits.investments {
        let player = page.result.game.programme.players.iter().position(|player| player.id == one.id);
        let name = player.map_or(one.id.as_str(), |player| page.name(player));
        let figures = match language {
            Language::English => format!(
                "{} to build, {} a year to keep up, {}–{}",
                grouped(one.capital),
                grouped(one.upkeep),
                one.begins,
                one.opens
            ),
            Language::Chinese => {
                format!("建设 {}，年养护 {}，{}–{}", grouped(one.capital), grouped(one.upkeep), one.begins, one.opens)
            }
        };
        say(&escaped(name), figures, &one.source);
    }
    format!("<dl class=\"notes\">{text}</dl>")
}
