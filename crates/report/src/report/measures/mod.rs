//! Measures of access before and after the latest network, by county and by who gains, and how even they are.

mod words;

use std::fmt::Write;

use super::html::{escaped, table};
use super::input::Report;
use super::language::Language;
use super::section::Section;
use crate::access::figure;
use crate::measures::districts;
use tongda_analysis::appraisal::measures::{Counted, EquityChange, EquityFigures, Measured, Measures, decompose};
use words::Words;

/// Tables of all measures, those of towns first, and of equity.
pub(super) fn section(report: &Report<'_>) -> Option<Section> {
    let measures = report.measures?;
    let language = report.language;
    let item = report.comparison.items.iter().find(|item| item.id == measures.item)?;
    let mut body =
        format!("<p class=\"lead\">{}{}{}</p>", escaped(&report.item_name(item)), language.pick(". ", "。"), lead(report));
    let towns: Vec<&Measured> = measures.all.iter().filter(|one| one.counted == Counted::Towns).collect();
    if !towns.is_empty() {
        let _ = write!(body, "<h3>{}</h3>", language.pick("Reaching the people of all towns", "到达各镇人口"));
        body.push_str(&values(report, measures, &towns, language.pick("*measure", "*指标"), &|one| title(one, language)));
    }
    let mut names: Vec<&str> = measures.all.iter().filter(|one| one.counted != Counted::Towns).map(|one| one.name).collect();
    names.dedup();
    names.sort_by_key(|name| measures.all.iter().position(|one| one.name == *name));
    names.dedup();
    for (position, name) in names.into_iter().enumerate() {
        let services: Vec<&Measured> =
            measures.all.iter().filter(|one| one.counted != Counted::Towns && one.name == name).collect();
        let Some(first) = services.first() else { continue };
        let says = Words::of(name).map_or("", |words| words.says(language));
        let unit = unit(first, language);
        let head = format!("<b>{}</b> – {} {unit}", escaped(&title(first, language)), escaped(says));
        let rows = values(report, measures, &services, language.pick("*service", "*服务"), &|one| counted(report, one));
        let open = if position == 0 { " open" } else { "" };
        let _ = write!(body, "<details{open}><summary>{head}</summary>{rows}</details>");
    }
    body.push_str(&even(report, measures, &towns));
    body.push_str(&glossary(&towns, language));
    let title = language.pick("Measures of access", "可达性指标");
    Section::new("measures", title, if measures.all.is_empty() { String::new() } else { body })
}

fn lead(report: &Report<'_>) -> String {
    let minutes = report.study.headline_minutes();
    match report.language {
        Language::English => format!(
            "Means of the residents who have a value both times, “before → after”. The change is split among those who had all \
services of the circle within {minutes} minutes already, those who come to have them, and those who still have not: the three \
add up to the change. measures.csv and equity.csv have every figure by county."
        ),
        Language::Chinese => format!(
            "数值为前后均有值的居民的平均，记作“前 → 后”。变化按居民拆分为：原已在 {minutes} 分钟生活圈内者、新纳入者、仍未纳入者，\
三项之和即为总变化。分县市的全部数值见 measures.csv 与 equity.csv。"
        ),
    }
}

fn title(one: &Measured, language: Language) -> String {
    let title = Words::of(one.name).map_or(one.name, |words| words.title(language));
    let said = one.parameters.split("--").filter_map(|part| part.trim().split_once(' ').map(|(_, value)| value.trim()));
    let said: Vec<&str> = said.collect();
    if said.is_empty() { title.to_owned() } else { format!("{title} ({})", said.join("; ")) }
}

fn counted(report: &Report<'_>, one: &Measured) -> String {
    match one.counted {
        Counted::Service(service) => report.service_name(service),
        Counted::Towns => report.language.pick("residents of towns", "各镇人口").to_owned(),
    }
}

/// Supply per head is told for 100,000 residents: else it is all noughts.
fn scale(one: &Measured) -> f64 {
    if one.measure.unit() == "opportunities per resident" { 1e5 } else { 1.0 }
}

fn unit(one: &Measured, language: Language) -> &'static str {
    match one.measure.unit() {
        "minutes" => language.pick("In minutes.", "单位：分钟。"),
        "opportunities per resident" => language.pick("In facilities per 100,000 residents.", "单位：每十万居民的设施数。"),
        _ => "",
    }
}

/// A table with a row for each of some measures: all residents, the split of the change, and counties.
fn values(
    report: &Report<'_>,
    measures: &Measures,
    some: &[&Measured],
    head: &str,
    name: &dyn Fn(&Measured) -> String,
) -> String {
    let cells = &report.study.cells.cells;
    let language = report.language;
    let districts = districts(cells);
    let mut rows = String::new();
    for one in some {
        let scale = scale(one);
        let value = |value: Option<f64>| short(value.map(|value| value * scale));
        let _ = write!(rows, "<tr><td class=\"text\">{}</td>", escaped(&name(one)));
        for (district, inside) in &districts {
            let parts = decompose(cells, inside, &measures.groups, (&one.before, &one.after));
            let _ = write!(rows, "<td>{} → {}</td>", value(parts[0].before), value(parts[0].after));
            if district.is_empty() {
                for part in &parts {
                    rows.push_str(&signed(part.contribution.map(|part| part * scale)));
                }
            }
        }
        rows.push_str("</tr>");
    }
    let mut heads = vec![head.to_owned()];
    heads.extend(match language {
        Language::English => ["all", "change", "of it already covered", "newly covered", "not covered"].map(str::to_owned),
        Language::Chinese => ["全部", "变化", "其中原已覆盖", "新覆盖", "未覆盖"].map(str::to_owned),
    });
    heads.extend(districts.iter().skip(1).map(|(county, _)| escaped(report.district(county))));
    table(&heads.iter().map(String::as_str).collect::<Vec<_>>(), &rows)
}

/// How evenly access is spread, of measures of which more is better.
fn even(report: &Report<'_>, measures: &Measures, towns: &[&Measured]) -> String {
    let (cells, language) = (&report.study.cells.cells, report.language);
    let all: Vec<usize> = (0..cells.len()).collect();
    let all = EquityFigures::among(cells, &all, &measures.groups.minutes_before);
    let chosen = measures
        .all
        .iter()
        .filter(|one| one.measure.more_is_better() && (one.counted == Counted::Towns || one.name == "gaussian-2sfca"));
    let mut rows = String::new();
    for one in chosen {
        let ([before, after], _) = all.of(&one.before, &one.after, true);
        let scale = scale(one);
        let both = |of: &dyn Fn(&EquityChange) -> Option<f64>| format!("<td>{} → {}</td>", short(of(&before)), short(of(&after)));
        let what =
            if towns.iter().any(|other| other.name == one.name) { String::new() } else { format!(": {}", counted(report, one)) };
        let _ = write!(
            rows,
            "<tr><td class=\"text\">{}{}</td>{}{}{}{}{}{}{}</tr>",
            escaped(Words::of(one.name).map_or(one.name, |words| words.title(language))),
            escaped(&what),
            both(&|even| even.worst_tenth.map(|worst| worst * scale)),
            both(&|even| even.gini),
            both(&|even| even.palma),
            both(&|even| even.theil.map(|theil| theil.total)),
            both(&|even| even.theil.filter(|theil| theil.total > 0.0).map(|theil| theil.between / theil.total * 100.0)),
            both(&|even| even.concentration),
            both(&|even| even.poverty.map(|poverty| poverty.headcount * 100.0)),
        );
    }
    if rows.is_empty() {
        return rows;
    }
    let (title, says, heads) = match language {
        Language::English => (
            "How evenly it is spread over people",
            "Gini and Theil: 0 when all have the same. Palma: what the best-off tenth has over what the worst-off two fifths have. \
Theil between: the share of unevenness that lies between counties, in %. Concentration: above 0 when those who were near all \
services before have more. Poor: residents with less than half of what the middle resident had before, in %.",
            [
                "*measure",
                "mean of the worst tenth",
                "Gini",
                "Palma",
                "Theil",
                "between counties&nbsp;%",
                "concentration",
                "poor&nbsp;%",
            ],
        ),
        Language::Chinese => (
            "在居民之间的均衡程度",
            "基尼与泰尔指数：人人相同时为 0。帕尔马比：最优一成居民的均值与最差四成之比。县市间：泰尔指数中县市之间差异所占 %。\
集中指数：大于 0 表示原先离各项服务近的居民得到更多。贫困：低于规划前中位水平一半的居民所占 %。",
            ["*指标", "最差一成均值", "基尼", "帕尔马比", "泰尔", "县市间&nbsp;%", "集中指数", "贫困&nbsp;%"],
        ),
    };
    format!("<h3>{title}</h3><p class=\"lead\">{says}</p>{}", table(&heads, &rows))
}

/// What the measures of towns say, those of services say it at their tables.
fn glossary(towns: &[&Measured], language: Language) -> String {
    let mut text = String::new();
    for words in towns.iter().filter_map(|one| Words::of(one.name)) {
        let _ = write!(text, "<dt>{}</dt><dd>{}</dd>", escaped(words.title(language)), escaped(words.says(language)));
    }
    if text.is_empty() { text } else { format!("<dl class=\"notes\">{text}</dl>") }
}

/// Three digits that mean something; whole numbers from a thousand on.
fn short(value: Option<f64>) -> String {
    let Some(value) = value else { return "–".to_owned() };
    match value.abs() {
        size if size >= 1000.0 => super::html::grouped(value),
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 1.0 => format!("{value:.2}"),
        size if size >= 0.001 || size == 0.0 => format!("{value:.3}"),
        _ => figure(Some(value)),
    }
}

/// A cell with a change; a dash for none.
fn signed(value: Option<f64>) -> String {
    // What rounding leaves of a sum that is conserved.
    let value = value.map(|value| if value.abs() < 1e-6 { 0.0 } else { value });
    let text = match value {
        Some(value) if value > 0.0 => format!("+{}", short(Some(value))),
        Some(value) if value < 0.0 => format!("−{}", short(Some(-value))),
        Some(_) => "0".to_owned(),
        None => "–".to_owned(),
    };
    format!("<td data-value=\"{:.6}\">{text}</td>", value.unwrap_or_default())
}
