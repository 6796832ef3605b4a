//! Tables on the terminal: at most 100 columns, the largest gain first, with small bars.
//!
//! The text carries ANSI styles; the command line takes them out where they are not wanted.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use tongda_analysis::appraisal::{Comparison, Item, ItemKind, Sensitivity, Trips};
use tongda_analysis::study::Study;

/// Columns of a terminal that a line may fill.
const WIDTH: usize = 100;
/// Columns of a bar.
const BAR: usize = 7;
const HEAD: Style = Style::new().bold();
const QUIET: Style = Style::new().dimmed();
const GAIN: Style = AnsiColor::Yellow.on_default();

/// One line of the table.
struct Row<'a> {
    item: &'a Item,
    shares: [f64; 2],
    gain: f64,
    range: Option<(f64, f64)>,
    best: Option<(f64, &'a str)>,
}

/// One row a project or network, with the range of its gain: residents within the headline minutes of all services of
/// the circle, and the single service that gains most, or the place outside that comes nearest where none gains.
#[must_use]
pub fn summary(study: &Study, comparison: &Comparison, sensitivity: &[Sensitivity]) -> String {
    let rows = rows(study, comparison, sensitivity);
    let most = rows.iter().map(|row| row.gain).fold(1.0, f64::max);
    let services = study.services.iter().filter(|service| service.circle).count();
    let mut text = format!(
        "residents within {} min by {} of all {services} services of the circle (network of {}; modelled speeds)\n",
        study.headline_minutes(),
        study.mode(),
        if study.network_date().is_empty() { "an unstated date" } else { study.network_date() }
    );
    let heads = ["project", "how", "% bef", "% aft", "gain", "", "range of it", "best service or place"];
    // Writing to a text cannot fail.
    let _ = writeln!(
        text,
        "{HEAD}{:<24} {:<9} {:>5} {:>5} {:>7} {:<BAR$} {:>14} {}{HEAD:#}",
        heads[0], heads[1], heads[2], heads[3], heads[4], heads[5], heads[6], heads[7]
    );
    for row in &rows {
        let quiet = row.gain.abs() < 0.5;
        let (name, bar) = if quiet { (QUIET, Style::new()) } else { (Style::new(), GAIN) };
        let range = row.range.map(|(low, high)| format!("{low:.0}..{high:.0}")).unwrap_or_default();
        let best = row.best.map(|(gain, service)| format!("{gain:.0} {service}"));
        let best = best.or_else(|| outside(study, row.item)).unwrap_or_default();
        let how = how(row.item.kind);
        let line = format!(
            "{name}{:<24.24} {how:<9} {:>5.1} {:>5.1} {:>7.0}{name:#} {bar}{:<BAR$}{bar:#} {name}{range:>14} {best:<.22}{name:#}",
            row.item.id,
            row.shares[0],
            row.shares[1],
            row.gain,
            blocks(row.gain / most),
        );
        let _ = writeln!(text, "{line}");
    }
    text
}

fn rows<'a>(study: &'a Study, comparison: &'a Comparison, sensitivity: &[Sensitivity]) -> Vec<Row<'a>> {
    let (circle, residents) = (study.services.len(), study.cells.residents());
    let share = |part: f64| if residents > 0.0 { part / residents * 100.0 } else { 0.0 };
    let row = |item: &'a Item| {
        let headline = item.headline(circle);
        let gains = (0..circle).map(|service| (item.headline(service).gain(), study.services[service].id.as_str()));
        let best = gains.filter(|(gain, _)| *gain >= 0.5).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)));
        let range = sensitivity.iter().find(|other| other.id == item.id).map(Sensitivity::gain_range);
        Row { item, shares: [share(headline.before), share(headline.after)], gain: headline.gain(), range, best }
    };
    let mut rows: Vec<Row<'a>> = comparison.items.iter().map(row).collect();
    let best = |row: &Row<'_>| row.best.map_or(0.0, |(gain, _)| gain);
    rows.sort_by(|a, b| b.gain.total_cmp(&a.gain).then(best(b).total_cmp(&best(a))).then(a.item.id.cmp(&b.item.id)));
    rows
}

/// Minutes saved on the way to the place outside that gains most; else where most residents get to who could not before.
fn outside(study: &Study, item: &Item) -> Option<String> {
    let name = |trips: &Trips| study.destinations[trips.destination].id.as_str();
    if let Some(trips) = item.best_trips()
        && let Some(saved) = trips.saved_minutes().filter(|&saved| saved >= 0.05)
    {
        return Some(format!("-{saved:.1} min {}", name(trips)));
    }
    let newly = item.trips_of_all().filter(|trips| trips.newly_reached >= 0.5);
    let most = newly.max_by(|a, b| a.newly_reached.total_cmp(&b.newly_reached).then(b.destination.cmp(&a.destination)))?;
    Some(format!("{:.0} get to {}", most.newly_reached, name(most)))
}

const fn how(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Removed => "taken out",
        ItemKind::Added => "put in",
        ItemKind::Proposal => "proposal",
        ItemKind::Network => "network",
    }
}

/// A bar of eighths of a column; anything above nothing is seen.
fn blocks(share: f64) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "0 to 56")]
    let eighths = (share.clamp(0.0, 1.0) * (BAR * 8) as f64).ceil() as usize;
    "█".repeat(eighths / 8) + EIGHTHS[eighths % 8]
}

/// What is left of the gains without the assumed roads, in a few lines: the sets of projects, and the projects whose
/// gain changes by more than a tenth.
#[must_use]
pub fn assumed_summary(study: &Study, with: &Comparison, without: &Comparison, assumed_ways: u64) -> String {
    let circle = study.services.len();
    let gain = |item: &Item| item.headline(circle).gain();
    let mut pairs: Vec<(f64, f64, &Item)> = Vec::new();
    let mut lost: Vec<&str> = Vec::new();
    for item in &with.items {
        match without.items.iter().find(|other| other.id == item.id) {
            Some(other) => pairs.push((gain(item), gain(other), item)),
            None => lost.push(&item.id),
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.id.cmp(&b.2.id)));
    let differs = |stated: f64, other: f64| (stated - other).abs() > 0.1 * stated.abs().max(other.abs());
    let words = |wanted: &dyn Fn(&Item) -> bool| -> Vec<String> {
        let of = pairs.iter().filter(|(stated, other, item)| wanted(item) && differs(*stated, *other));
        of.map(|(stated, other, item)| format!("{} {other:.0} (not {stated:.0})", item.id)).collect()
    };
    let changed: Vec<String> =
        words(&|item| item.kind == ItemKind::Network).into_iter().chain(words(&|item| item.kind != ItemKind::Network)).collect();
    let mut text = format!("without the {assumed_ways} assumed roads (assumed_roads.csv): ");
    if changed.is_empty() {
        text.push_str("no gain changes by more than a tenth");
    } else {
        text.push_str("gains that change by more than a tenth: ");
        text.push_str(&changed.join(", "));
    }
    if !lost.is_empty() {
        text.push_str("; not to be joined without them: ");
        text.push_str(&lost.join(", "));
    }
    wrapped(&text, 2)
}

/// What is not modelled: reasons that several share by count and ids, the others by id.
#[must_use]
pub fn not_modelled_summary(not_modelled: &[(String, String)]) -> String {
    let mut by_reason: Vec<(&str, Vec<&str>)> = Vec::new();
    for (id, reason) in not_modelled {
        match by_reason.iter_mut().find(|(other, _)| other == reason) {
            Some((_, ids)) => ids.push(id),
            None => by_reason.push((reason, vec![id])),
        }
    }
    let (shared, own): (Vec<_>, Vec<_>) = by_reason.into_iter().partition(|(_, ids)| ids.len() > 1);
    let mut parts: Vec<String> = shared.iter().map(|(reason, ids)| format!("{reason}: {}", ids.join(", "))).collect();
    if !own.is_empty() {
        let ids: Vec<&str> = own.iter().flat_map(|(_, ids)| ids.iter().copied()).collect();
        parts.push(format!("for reasons of their own (`tongda check` and report.html tell them): {}", ids.join(", ")));
    }
    if parts.is_empty() { String::new() } else { wrapped(&format!("not modelled: {}", parts.join("; ")), 2) }
}

/// A text in lines of at most 100 columns, all but the first indented.
#[must_use]
pub fn wrapped(text: &str, indent: usize) -> String {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let Some(line) = lines.last_mut() else { break };
        let columns = line.chars().count();
        if columns > indent && columns + 1 + word.chars().count() > WIDTH {
            lines.push(format!("{}{word}", " ".repeat(indent)));
        } else {
            if columns > 0 {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_grow_by_eighths() {
        assert_eq!([0.0, 0.001, 0.05, 1.0, 2.0].map(blocks), ["", "▏", "▍", "███████", "███████"]);
        assert_eq!(blocks(-1.0), "");
    }

    #[test]
    fn long_texts_are_wrapped_and_reasons_grouped() {
        let text = wrapped(&"word ".repeat(60), 2);
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH) && text.lines().count() == 4, "{text}");
        let list =
            [("a", "for freight"), ("b", "a sketch"), ("c", "for freight")].map(|(id, why)| (id.to_owned(), why.to_owned()));
        let told = not_modelled_summary(&list).replace("\n  ", " ");
        assert!(told.starts_with("not modelled: for freight: a, c; for reasons of their own"), "{told}");
        assert!(told.trim_end().ends_with(": b") && not_modelled_summary(&[]).is_empty());
    }
}
