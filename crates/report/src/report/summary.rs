//! The question and the answer in short.

use std::fmt::Write;

use super::html::{escaped, grouped};
use super::input::Report;
use super::language::Language;
use tongda_analysis::appraisal::{Headline, Item, ItemKind};

/// What was asked: origins, destinations, mode, minutes, date of the network; and the headline.
pub(super) fn head(report: &Report<'_>) -> String {
    format!(
        "<header><p class=\"kicker\">{}</p><h1>{}</h1>{}{}{}</header>",
        report.language.pick("Transport accessibility · before and after", "交通可达性评估 · 建设前后对比"),
        escaped(report.title()),
        report.latest().map(|item| headline(report, item)).unwrap_or_default(),
        report.latest().map(|item| figures(report, item)).unwrap_or_default(),
        question(report)
    )
}

/// The services of the circle by position.
fn circle(report: &Report<'_>) -> Vec<usize> {
    (0..report.study.services.len()).filter(|&service| report.study.services[service].circle).collect()
}

/// The answer in a few sentences.
fn headline(report: &Report<'_>, item: &Item) -> String {
    let (all, circle) = (report.study.cells.residents().max(1.0), report.study.services.len());
    let Headline { before, after } = item.headline(circle);
    let (low, high) = report.range(item).unwrap_or((after - before, after - before));
    let minutes = report.study.headline_minutes();
    let services = self::circle(report).len();
    let year = item.id.strip_prefix("network-").zip(report.study.years().first());
    let (mode, name) = (report.mode(), escaped(&report.item_name(item)));
    let [gain, low, high] = [after - before, low, high].map(grouped);
    let [before, after] = [before, after].map(|residents| residents / all * 100.0);
    let reach = match report.language {
        Language::English => match year {
            Some((year, first)) => format!(
                "By the end of {year}, <b>{after:.1} %</b> of residents reach all {services} services of the circle within {minutes} minutes by {mode}; \
                on the network of {first} it is {before:.1} %. That is <b>{gain}</b> people more: between {low} and {high}, depending on speeds, assumed roads and where junctions come to lie."
            ),
            None => format!(
                "With {name}, <b>{after:.1} %</b> of residents reach all {services} services of the circle within {minutes} minutes by {mode}, and {before:.1} % without. \
                That is <b>{gain}</b> people more: between {low} and {high}, depending on speeds, assumed roads and where junctions come to lie."
            ),
        },
        Language::Chinese => {
            let of = match year {
                Some((year, first)) => format!(
                    "到 {year} 年底，<b>{after:.1}%</b> 的居民可在 {minutes} 分钟内（{mode}）到达生活圈全部 {services} 类服务；{first} 年路网下为 {before:.1}%。"
                ),
                None => format!(
                    "{name}：建成后 <b>{after:.1}%</b> 的居民可在 {minutes} 分钟内（{mode}）到达生活圈全部 {services} 类服务，建成前为 {before:.1}%。"
                ),
            };
            format!("{of}新增 <b>{gain}</b> 人；随速度、假定道路和互通位置的取值，区间为 {low} 至 {high} 人。")
        }
    };
    format!("<p class=\"headline\">{reach}</p>{}", most(report))
}

/// Which single projects bring most.
fn most(report: &Report<'_>) -> String {
    let circle = report.study.services.len();
    let items = report.by_gain();
    let single = items.iter().filter(|item| item.kind != ItemKind::Network && item.headline(circle).gain() >= 0.5);
    let named: Vec<String> = single
        .take(3)
        .map(|item| format!("{} (+{})", escaped(&report.item_name(item)), grouped(item.headline(circle).gain())))
        .collect();
    if named.is_empty() {
        return String::new();
    }
    match report.language {
        Language::English => format!("<p class=\"lead\">Taken one at a time, most is brought by {}.</p>", named.join(", ")),
        Language::Chinese => format!("<p class=\"lead\">单个项目中增益最大的是：{}。</p>", named.join("、")),
    }
}

fn figures(report: &Report<'_>, item: &Item) -> String {
    let (all, circle, language) = (report.study.cells.residents().max(1.0), report.study.services.len(), report.language);
    let Headline { before, after } = item.headline(circle);
    let mut text = String::new();
    for (value, what) in [
        (format!("{:.1} %", before / all * 100.0), language.pick("of residents within reach before", "建设前可达居民比例")),
        (format!("{:.1} %", after / all * 100.0), language.pick("of residents within reach after", "建设后可达居民比例")),
        (format!("+{}", grouped(after - before)), language.pick("residents gained", "新增可达居民")),
        (grouped(all - after), language.pick("residents still out of reach", "仍未覆盖居民")),
    ] {
        // Writing to a text cannot fail.
        let _ = write!(text, "<div><b>{value}</b><span>{what}</span></div>");
    }
    format!("<div class=\"figures\">{text}</div>")
}

/// The terms of the question, one by one.
fn question(report: &Report<'_>) -> String {
    let Report { study, language, .. } = *report;
    let services: Vec<String> = circle(report).into_iter().map(|service| escaped(&report.service_name(service))).collect();
    let (cells, residents) = (study.cells.cells.len(), grouped(study.cells.residents()));
    let date = if study.network_date().is_empty() { language.pick("not stated", "未注明") } else { study.network_date() };
    let origins = match language {
        Language::English => format!("the homes of {residents} residents, in {cells} cells"),
        Language::Chinese => format!("{cells} 个网格中的 {residents} 名居民的住处"),
    };
    let mut text = String::new();
    for (term, told) in [
        (language.pick("From", "起点"), origins),
        (
            language.pick("To", "终点"),
            format!(
                "{} {}{}",
                language.pick("the nearest of each:", "最近的每一类："),
                services.join(language.pick(", ", "、")),
                language.pick("; all within the minutes make the circle", "；规定时间内全部可达即为完整生活圈")
            ),
        ),
        (language.pick("By", "方式"), escaped(&report.mode())),
        (language.pick("Within", "时间"), format!("{} {}", study.headline_minutes(), language.pick("minutes", "分钟"))),
        (language.pick("Network of", "路网时点"), escaped(date)),
    ] {
        let _ = write!(text, "<dt>{term}</dt><dd>{told}</dd>");
    }
    format!("<dl class=\"question\">{text}</dl>")
}
