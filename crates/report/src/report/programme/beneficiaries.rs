//! Beneficiaries of each project: a map of the project that contributes most to each cell, and a table of townships.

use std::fmt::Write;

use rustc_hash::FxHashMap;

use super::ProgrammePage;
use crate::map::{BaseMap, CellGrid, Frame, MapElements, TownLabel, labels};
use crate::report::html::{Head, escaped, grouped, table};
use crate::report::section::Section;

/// Colours that people with colour blindness can tell apart (Okabe & Ito 2008); the last is for all others. In grey the
/// numbers on the map tell them apart.
const COLOURS: [&str; 8] = ["#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#6b4c9a", "#777777"];
/// Maximum number of townships listed.
const LISTED: usize = 18;
/// Maximum number of projects with a column.
const COLUMNS: usize = 6;

/// Display width of the map in pixels, for the size of its text.
const PIXELS: f64 = 600.0;

pub(super) fn section(page: &ProgrammePage<'_>) -> Option<Section> {
    let (shares, language) = (page.result.shares, page.language);
    if shares.by_cell.is_empty() {
        return None;
    }
    let frame = Frame::around(page.study.cells.cells.iter().map(|cell| cell.position), 500.0)?;
    let grid = CellGrid::new(&frame, &page.study.cells);
    let named = COLOURS.len() - 1;
    let wanted: Vec<usize> =
        page.result.by_share().into_iter().filter(|&player| shares.each[player].shapley > 0.5).take(named).collect();
    let colour = |player: usize| wanted.iter().position(|other| *other == player).unwrap_or(named);
    let main: FxHashMap<usize, usize> = shares
        .by_cell
        .iter()
        .filter_map(|(cell, owed)| {
            let most = owed.iter().copied().reduce(|most, one| if one.1 > most.1 { one } else { most })?;
            Some((*cell, colour(most.0)))
        })
        .collect();
    let (mut paths, mut marks, mut legend) = (String::new(), String::new(), String::new());
    for (number, fill) in COLOURS.iter().enumerate() {
        let squares = grid.squares(|cell| main.get(&cell) == Some(&number));
        if squares.is_empty() {
            continue;
        }
        let name = wanted.get(number).map_or(language.text("beneficiaries.other_projects"), |&player| page.name(player));
        let _ = write!(paths, "<path d=\"{squares}\" fill=\"{fill}\"/>");
        let mark = if number < wanted.len() { format!("{}. ", number + 1) } else { String::new() };
        let _ = write!(legend, "<li><i class=\"key\" style=\"background:{fill}\"></i>{mark}{}</li>", escaped(name));
        if let Some(&player) = wanted.get(number) {
            let of_player =
                |owed: &[(usize, f64)]| owed.iter().find(|(other, _)| *other == player).map_or(0.0, |(_, owed)| *owed);
            let cells = shares.by_cell.iter().filter(|(cell, _)| main.get(cell) == Some(&number));
            let most = cells.max_by(|a, b| of_player(&a.1).total_cmp(&of_player(&b.1)).then(b.0.cmp(&a.0)));
            let [x, y] = most.map_or([f64::NAN; 2], |(cell, _)| grid.points[*cell]);
            let _ = write!(
                marks,
                "<text class=\"label\" x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\" font-size=\"19\" font-weight=\"bold\" stroke-width=\"4\">{}</text>",
                y + 6.5,
                number + 1
            );
        }
    }
    let body = format!(
        "<div class=\"two\"><figure>{}<figcaption>{}</figcaption></figure>\
        <ul style=\"list-style:none;padding:0\">{legend}</ul></div>{}",
        map(page, &frame, &paths, &marks),
        language.text("beneficiaries.caption"),
        townships(page, &wanted)
    );
    Section::new("beneficiaries", language.text("beneficiaries.title"), body)
}

/// The map with these cells.
fn map(page: &ProgrammePage<'_>, frame: &Frame, cells: &str, marks: &str) -> String {
    let (study, view) = (page.study, frame.whole());
    let ground = BaseMap::new(frame, page.network, study.cells.land.as_ref(), 0.35, 4);
    let label = |town: tongda_analysis::study::Town| TownLabel {
        name: page.language.name(&town.name, &town.name_zh).to_owned(),
        point: frame.point(town.position),
    };
    let towns: Vec<TownLabel> = study.towns().into_iter().map(label).collect();
    format!(
        "<svg class=\"map\" viewBox=\"{}\" role=\"img\"><defs>{}</defs><rect class=\"sea\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\"/>{}{cells}{}{}{marks}{}</svg>",
        view.view_box(),
        BaseMap::hatch(),
        view.x,
        view.y,
        view.width,
        view.height,
        ground.land(frame),
        ground.roads(),
        labels(&towns, &view, PIXELS, 14),
        MapElements { credit: "© OpenStreetMap contributors", width_px: PIXELS }.draw(frame, &view)
    )
}

/// A row a township, a column for each of the largest projects.
fn townships(page: &ProgrammePage<'_>, wanted: &[usize]) -> String {
    let language = page.language;
    let wanted = &wanted[..wanted.len().min(COLUMNS)];
    let mut columns = vec![Head::Text(language.text("column.township")), Head::Number(language.text("column.gain"))];
    columns.extend(wanted.iter().map(|&player| Head::Number(page.name(player))));
    columns.push(Head::Number(language.text("beneficiaries.others")));
    let mut rows = String::new();
    for position in page.owed.iter().take(LISTED) {
        let all: f64 = position.projects.iter().map(|(_, owed)| owed).sum();
        if all < 0.5 {
            continue;
        }
        let of = |player: usize| position.projects.iter().find(|(other, _)| *other == player).map_or(0.0, |(_, owed)| *owed);
        let named: f64 = wanted.iter().map(|&player| of(player)).sum();
        let cell = |value: f64| if value.abs() < 0.5 { "<td></td>".to_owned() } else { format!("<td>{}</td>", grouped(value)) };
        let cells: String = wanted.iter().map(|&player| cell(of(player))).collect();
        let name = [position.township.as_str(), position.county.as_str()]
            .into_iter()
            .filter(|name| !name.is_empty())
            .map(|name| page.position(name));
        let name: Vec<&str> = name.collect();
        let _ = write!(
            rows,
            "<tr><td class=\"text\">{}</td><td>{}</td>{cells}{}</tr>",
            escaped(&name.join(language.text("list.comma"))),
            grouped(all),
            cell(all - named)
        );
    }
    let note = language.text("beneficiaries.table_note");
    format!("{}<p class=\"fine\">{} {note}</p>", table(&columns, &rows), page.unit())
}
