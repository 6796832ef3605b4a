//! Interactive map: one project and one service at a time, with the data for the script that switches them.

use serde_json::{Map, Value, json};

use super::curves::{self, Curve};
use super::html::escaped;
use super::input::Report;
use super::map_context::{MapContext, MapOptions};
use super::section::Section;
use tongda_analysis::appraisal::{Item, ItemKind};
use tongda_foundation::units::TravelTime;

/// The map with its lists and layers, and the curves under it.
pub(super) fn section(context: &MapContext<'_>) -> Option<Section> {
    let report = context.report;
    let language = report.language;
    let circle = report.study.services.len();
    let items = report.by_gain();
    // The page opens with the project that brings most; sets of projects have their own maps below.
    let item = items.iter().find(|item| item.kind != ItemKind::Network).or(items.first()).copied()?;
    let options = MapOptions { view: context.frame.whole(), pixels: 940.0, towns: 26, live: true };
    let map = context.change_map(item, circle, options);
    let curve = |id: &'static str, times: &[Vec<TravelTime>]| Curve {
        id,
        class: id,
        shares: curves::shares(&report.study.cells.cells, &times[circle]),
    };
    let both = [curve("before", &item.before), curve("after", &item.after)];
    let body = format!(
        "{}{}<figure class=\"large\">{map}<figcaption><b id=\"chosen\">{} · {}</b> {}</figcaption></figure><figure class=\"chart\">{}<figcaption>{}</figcaption></figure>",
        controls(report, &items, item),
        legend(report),
        escaped(&report.item_name(item)),
        escaped(&report.service_name(circle)),
        escaped(&caption(report)),
        curves::drawing(report, &both, true),
        language.text("map.curve_caption"),
    );
    Section::new("map", language.text("map.title"), body)
}

fn caption(report: &Report<'_>) -> String {
    report.language.format("map.caption", &[("minutes", &report.study.headline_minutes())])
}

/// Lists of projects and services, what to show, and layers to switch.
fn controls(report: &Report<'_>, items: &[&Item], first: &Item) -> String {
    let language = report.language;
    let option = |value: &str, name: &str, chosen: bool| {
        format!("<option value=\"{}\"{}>{}</option>", escaped(value), if chosen { " selected" } else { "" }, escaped(name))
    };
    let group = |label: &str, wanted: &dyn Fn(&Item) -> bool| {
        let of = items.iter().filter(|item| wanted(item));
        let options: String = of.map(|item| option(&item.id, &report.item_name(item), item.id == first.id)).collect();
        if options.is_empty() { options } else { format!("<optgroup label=\"{label}\">{options}</optgroup>") }
    };
    let projects = group(language.text("map.projects_by_gain"), &|item| item.kind != ItemKind::Network)
        + &group(language.text("map.networks"), &|item| item.kind == ItemKind::Network);
    let circle = report.study.services.len();
    let services: String =
        (0..=circle).rev().map(|index| option(&index.to_string(), &report.service_name(index), index == circle)).collect();
    let radio = |value: &str, name: &str, on: bool| {
        format!(
            "<label><input type=\"radio\" name=\"show\" value=\"{value}\"{}> {name}</label>",
            if on { " checked" } else { "" }
        )
    };
    let layer =
        |value: &str, name: &str| format!("<label><input type=\"checkbox\" data-layer=\"{value}\" checked> {name}</label>");
    format!(
        "<div class=\"controls\"><label>{} <select id=\"item\">{projects}</select></label><label>{} <select id=\"service\">{services}</select></label>\
        <span class=\"choice\">{}{}{}</span><span class=\"choice\">{}{}{}{}</span></div>",
        language.text("map.project"),
        language.text("map.service"),
        radio("change", language.text("map.change"), true),
        radio("before", language.text("map.before"), false),
        radio("after", language.text("map.after"), false),
        layer("cells", language.text("map.coverage")),
        layer("roads", language.text("map.roads")),
        layer("project", language.text("map.project")),
        layer("towns", language.text("map.towns")),
    )
}

/// Legend of the colours.
pub(super) fn legend(report: &Report<'_>) -> String {
    let language = report.language;
    let entry = |class: &str, text: &str| format!("<span><i class=\"key-{class}\"></i>{text}</span>");
    format!(
        "<div class=\"legend\">{}{}{}{}</div>",
        entry("before", language.text("map.before_and_after")),
        entry("gained", language.text("map.gained")),
        entry("lost", language.text("map.lost")),
        entry("project", language.text("map.the_project"))
    )
}

/// Lengths of runs of `false` and `true` by turns, `false` first.
fn runs(flags: &[bool]) -> Vec<usize> {
    let (mut runs, mut now) = (vec![0], false);
    for &flag in flags {
        if flag != now {
            runs.push(0);
            now = flag;
        }
        if let Some(last) = runs.last_mut() {
            *last += 1;
        }
    }
    if !now {
        runs.pop();
    }
    runs
}

/// Data of the script: positions of cells, base coverage, and its change by item.
pub(super) fn data(context: &MapContext<'_>) -> Value {
    let report = context.report;
    let tenth = |value: f64| json!((value * 10.0).round() / 10.0);
    let axis = |axis: usize| -> Vec<Value> { context.grid.points.iter().map(|point| tenth(point[axis])).collect() };
    let same_side = context.grid.sides.windows(2).all(|pair| (pair[0] - pair[1]).abs() < 1e-9);
    let sides: Vec<Value> =
        context.grid.sides.iter().take(if same_side { 1 } else { usize::MAX }).map(|side| tenth(*side)).collect();
    let changed = |times: &[Vec<TravelTime>]| -> Value {
        let mut all = Map::new();
        for (service, (times, base)) in times.iter().zip(&context.base).enumerate() {
            let differs: Vec<bool> = context.covered(times).iter().zip(base).map(|(now, base)| now != base).collect();
            if differs.contains(&true) {
                all.insert(service.to_string(), json!(runs(&differs)));
            }
        }
        Value::Object(all)
    };
    let one = |item: &Item| {
        let drawn = context.drawn(item);
        let points: Vec<Value> = context.points(&drawn).iter().take(60).map(|[x, y]| json!([tenth(*x), tenth(*y)])).collect();
        let value = json!({
            "name": report.item_name(item),
            "before": changed(&item.before),
            "after": changed(&item.after),
            "course": context.course(&drawn),
            "points": points,
        });
        (item.id.clone(), value)
    };
    json!({
        "x": axis(0),
        "y": axis(1),
        "residents": report.study.cells.cells.iter().map(|cell| tenth(cell.residents)).collect::<Vec<_>>(),
        "side": sides,
        "base": context.base.iter().map(|flags| runs(flags)).collect::<Vec<_>>(),
        "curves": curves::data(report),
        "items": report.comparison.items.iter().map(one).collect::<Map<String, Value>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::runs;

    #[test]
    fn runs_begin_with_false() {
        assert_eq!(runs(&[true, true, false, true]), [0, 2, 1, 1]);
        assert_eq!(runs(&[false, true, false, false]), [1, 1]);
        assert_eq!(runs(&[false; 5]), [0; 0]);
    }
}
