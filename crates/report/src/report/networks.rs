//! Small multiples of the dated networks.

use std::fmt::Write;

use super::html::{change, dumbbell, escaped, grouped, number, people, signed, table};
use super::language::Language;
use super::map_context::{MapContext, Shown};
use super::section::Section;
use tongda_analysis::appraisal::{Headline, Item, ItemKind};

/// The networks of the study's years as maps of equal size, and all sets of projects as a table.
pub(super) fn section(stage: &MapContext<'_>) -> Option<Section> {
    let report = stage.report;
    let (circle, language) = (report.study.services.len(), report.language);
    let all = report.study.cells.residents().max(1.0);
    let items: Vec<&Item> = report.comparison.items.iter().filter(|item| item.kind == ItemKind::Network).collect();
    let shown = Shown { view: stage.frame.whole(), pixels: 310.0, towns: 6, live: false };
    let mut figures = String::new();
    let dated: Vec<&Item> = items.iter().copied().filter(|item| item.id.starts_with("network-")).collect();
    if let (Some(first), Some(year)) = (dated.first(), report.study.years().first()) {
        let before = stage.covered(&first.before[circle]);
        let cells = format!("<path class=\"cells-before\" d=\"{}\"/>", stage.mosaic.squares(|i| before[i]));
        let share = first.headline(circle).before / all * 100.0;
        let name = year.to_string();
        // Writing to a text cannot fail.
        let _ = write!(
            figures,
            "<figure>{}<figcaption><b>{name}</b> · {share:.1} %</figcaption></figure>",
            stage.map(&cells, "", shown, &name)
        );
    }
    for item in &dated {
        let share = item.headline(circle).after / all * 100.0;
        let map = stage.change_map(item, circle, shown);
        let gain = signed(item.headline(circle).gain());
        let year = escaped(item.id.trim_start_matches("network-"));
        let _ = write!(figures, "<figure>{map}<figcaption><b>{year}</b> · {share:.1} % · {gain}</figcaption></figure>");
    }
    let mut rows = String::new();
    for item in &items {
        let Headline { before, after } = item.headline(circle);
        let (low, high) = report.range(item).unwrap_or((after - before, after - before));
        let _ = write!(
            rows,
            "<tr data-item=\"{}\"><td class=\"text\">{}</td>{}{}<td class=\"plot\" data-value=\"{after:.0}\">{}</td>{}{}{}</tr>",
            escaped(&item.id),
            escaped(&report.item_name(item)),
            number(before / all * 100.0, 1),
            number(after / all * 100.0, 1),
            dumbbell(before / all, after / all),
            change(after - before),
            people(low),
            people(high)
        );
    }
    let heads = match language {
        Language::English => ["*network", "before&nbsp;%", "after&nbsp;%", "", "residents gained", "low", "high"],
        Language::Chinese => ["*路网", "前&nbsp;%", "后&nbsp;%", "", "新增居民", "下限", "上限"],
    };
    let years = report.study.years();
    let title = match (language, years.first(), years.last()) {
        (Language::English, Some(first), Some(last)) => format!("The networks of {first} to {last}"),
        (Language::Chinese, Some(first), Some(last)) => format!("{first}—{last} 年路网"),
        _ => language.pick("Sets of projects", "项目组合").to_owned(),
    };
    if rows.is_empty() {
        return None;
    }
    let lead = match language {
        Language::English => format!(
            "Residents within {} minutes of the complete circle, of {} in all. Orange: gained since the first of the networks.",
            report.study.headline_minutes(),
            grouped(all)
        ),
        Language::Chinese => {
            format!(
                "{} 分钟完整生活圈覆盖的居民（总数 {}）。橙色：较首个年份新增。",
                report.study.headline_minutes(),
                grouped(all)
            )
        }
    };
    let maps = if figures.is_empty() { figures } else { format!("<div class=\"three\">{figures}</div>") };
    Section::new("networks", &title, format!("<p class=\"lead\">{lead}</p>{maps}{}", table(&heads, &rows)))
}
