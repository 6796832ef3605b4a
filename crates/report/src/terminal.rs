//! Terminal table of `compare`: at most 100 columns, the largest gain first, with bars of eighths of a column.
//!
//! The text carries ANSI styles; the command line removes them where they are not wanted. The columns are laid out here and
//! not by a table crate: a row has a style of its own, a bar and cut ids, and its last column may run to the edge.

use std::fmt::{Display, Write};

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use super::Language;
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
struct ItemRow<'a> {
    item: &'a Item,
    shares: [f64; 2],
    gain: f64,
    range: Option<(f64, f64)>,
    best: Option<(f64, &'a str)>,
}

/// One row a project or network, with the range of its gain: residents within the headline minutes of all services of
/// the circle, and the single service that gains most, or the place outside that comes nearest where none gains.
#[must_use]
pub fn summary(study: &Study, comparison: &Comparison, sensitivity: &[Sensitivity], language: Language) -> String {
    let rows = rows(study, comparison, sensitivity);
    let most = rows.iter().map(|row| row.gain).fold(1.0, f64::max);
    let services = study.services.iter().filter(|service| service.circle).count();
    let date = if study.network_date().is_empty() { language.text("terminal.unstated_date") } else { study.network_date() };
    let minutes = study.headline_minutes();
    // The English name of a mode is longer than its id, which is what the option --mode takes.
    let mode = if language == Language::English { study.mode() } else { language.mode(&study.mode()) };
    let values: [(&str, &dyn Display); 4] = [("minutes", &minutes), ("mode", &mode), ("services", &services), ("date", &date)];
    let mut text = language.format("terminal.title", &values) + "\n";
    let head = [
        left(language.text("terminal.project"), 24),
        left(language.text("terminal.how"), 9),
        right(language.text("terminal.share_before"), 5),
        right(language.text("terminal.share_after"), 5),
        right(language.text("terminal.gain"), 7),
        " ".repeat(BAR),
        right(language.text("terminal.range"), 14),
        language.text("terminal.best").to_owned(),
    ];
    // Writing to a `String` cannot fail.
    let _ = writeln!(text, "{HEAD}{}{HEAD:#}", head.join(" "));
    for row in &rows {
        let quiet = row.gain.abs() < 0.5;
        let (name, bar) = if quiet { (QUIET, Style::new()) } else { (Style::new(), GAIN) };
        let range = row.range.map(|(low, high)| format!("{low:.0}..{high:.0}")).unwrap_or_default();
        let best = row.best.map(|(gain, service)| format!("{gain:.0} {service}"));
        let best = best.or_else(|| outside(study, row.item, language)).unwrap_or_default();
        let how = left(how(row.item.kind, language), 9);
        let line = format!(
            "{name}{:<24.24} {how} {:>5.1} {:>5.1} {:>7.0}{name:#} {bar}{:<BAR$}{bar:#} {name}{range:>14} {best:<.22}{name:#}",
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

fn rows<'a>(study: &'a Study, comparison: &'a Comparison, sensitivity: &[Sensitivity]) -> Vec<ItemRow<'a>> {
    let (circle, residents) = (study.services.len(), study.cells.residents());
    let share = |part: f64| if residents > 0.0 { part / residents * 100.0 } else { 0.0 };
    let row = |item: &'a Item| {
        let headline = item.headline(circle);
        let gains = (0..circle).map(|service| (item.headline(service).gain(), study.services[service].id.as_str()));
        let best = gains.filter(|(gain, _)| *gain >= 0.5).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)));
        let range = sensitivity.iter().find(|other| other.id == item.id).map(Sensitivity::gain_range);
        ItemRow { item, shares: [share(headline.before), share(headline.after)], gain: headline.gain(), range, best }
    };
    let mut rows: Vec<ItemRow<'a>> = comparison.items.iter().map(row).collect();
    let best = |row: &ItemRow<'_>| row.best.map_or(0.0, |(gain, _)| gain);
    rows.sort_by(|a, b| b.gain.total_cmp(&a.gain).then(best(b).total_cmp(&best(a))).then(a.item.id.cmp(&b.item.id)));
    rows
}

/// Minutes saved on the way to the place outside that gains most; else where most residents get to who could not before.
fn outside(study: &Study, item: &Item, language: Language) -> Option<String> {
    let name = |trips: &Trips| study.destinations[trips.destination].id.as_str();
    if let Some(trips) = item.best_trips()
        && let Some(saved) = trips.saved_minutes().filter(|&saved| saved >= 0.05)
    {
        return Some(language.format("terminal.saved", &[("minutes", &format!("{saved:.1}")), ("place", &name(trips))]));
    }
    let newly = item.trips_of_all().filter(|trips| trips.newly_reached >= 0.5);
    let most = newly.max_by(|a, b| a.newly_reached.total_cmp(&b.newly_reached).then(b.destination.cmp(&a.destination)))?;
    let residents = format!("{:.0}", most.newly_reached);
    Some(language.format("terminal.newly_reached", &[("residents", &residents), ("place", &name(most))]))
}

fn how(kind: ItemKind, language: Language) -> &'static str {
    language.text(match kind {
        ItemKind::Removed => "terminal.removed",
        ItemKind::Added => "terminal.added",
        ItemKind::Proposal => "terminal.proposal",
        ItemKind::Network => "terminal.network",
    })
}

/// A text with spaces behind it up to a number of columns.
pub(super) fn left(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(text.width())))
}

/// A text with spaces before it up to a number of columns.
pub(super) fn right(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(text.width())))
}

/// A bar of eighths of a column; anything above nothing is seen.
fn blocks(share: f64) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "0 to 56")]
    let eighths = (share.clamp(0.0, 1.0) * (BAR * 8) as f64).ceil() as usize;
    "█".repeat(eighths / 8) + EIGHTHS[eighths % 8]
}

/// Gains without the assumed roads, in a few lines: the sets of projects, and the projects whose
/// gain changes by more than a tenth.
#[must_use]
pub fn assumed_summary(study: &Study, [with, without]: [&Comparison; 2], assumed_ways: u64, language: Language) -> String {
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
        of.map(|(stated, other, item)| {
            let [stated, other] = [stated, other].map(|gain| format!("{gain:.0}"));
            language.format("terminal.gain_without", &[("item", &item.id), ("without", &other), ("with", &stated)])
        })
        .collect()
    };
    let changed: Vec<String> =
        words(&|item| item.kind == ItemKind::Network).into_iter().chain(words(&|item| item.kind != ItemKind::Network)).collect();
    let changes = if changed.is_empty() {
        language.text("terminal.no_gain_changes").to_owned()
    } else {
        language.format("terminal.gains_change", &[("items", &changed.join(language.text("list.item")))])
    };
    let mut text = language.format("terminal.without_assumed", &[("count", &assumed_ways), ("changes", &changes)]);
    if !lost.is_empty() {
        text += &language.format("terminal.not_joined", &[("items", &lost.join(language.text("list.item")))]);
    }
    wrapped(&text, 2)
}

/// Projects that are not modelled: those with a shared reason together, the others by id.
#[must_use]
pub fn not_modelled_summary(not_modelled: &[(String, String)], language: Language) -> String {
    let mut by_reason: Vec<(&str, Vec<&str>)> = Vec::new();
    for (id, reason) in not_modelled {
        match by_reason.iter_mut().find(|(other, _)| other == reason) {
            Some((_, ids)) => ids.push(id),
            None => by_reason.push((reason, vec![id])),
        }
    }
    let (shared, own): (Vec<_>, Vec<_>) = by_reason.into_iter().partition(|(_, ids)| ids.len() > 1);
    let item = language.text("list.item");
    let part = |reason: &str, ids: &[&str]| {
        language.format("terminal.not_modelled_reason", &[("reason", &reason), ("items", &ids.join(item))])
    };
    let mut parts: Vec<String> = shared.iter().map(|(reason, ids)| part(reason, ids)).collect();
    if !own.is_empty() {
        let ids: Vec<&str> = own.iter().flat_map(|(_, ids)| ids.iter().copied()).collect();
        parts.push(part(language.text("terminal.other_reasons"), &ids));
    }
    if parts.is_empty() {
        String::new()
    } else {
        let parts = parts.join(language.text("list.semicolon"));
        wrapped(&language.format("terminal.not_modelled", &[("parts", &parts)]), 2)
    }
}

/// A text in lines of at most 100 columns, all but the first indented.
#[must_use]
pub fn wrapped(text: &str, indent: usize) -> String {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let Some(line) = lines.last_mut() else { break };
        let columns = line.width();
        if columns > indent && columns + 1 + word.width() > WIDTH {
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
        let text = not_modelled_summary(&list, Language::English).replace("\n  ", " ");
        assert!(text.starts_with("not modelled: for freight: a, c; for reasons of their own"), "{text}");
        assert!(text.trim_end().ends_with(": b") && not_modelled_summary(&[], Language::English).is_empty());
    }
}
