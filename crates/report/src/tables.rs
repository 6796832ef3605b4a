//! Tables of `compare`: CSV with a header, UTF-8; minutes with two decimals, empty = unreachable.

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::Serialize;
use serde_json::json;

use tongda_analysis::access::{Coverage, Members};
use tongda_analysis::appraisal::{Comparison, Headline, Item, ItemKind, Sensitivity, Times};
use tongda_analysis::people::Cell;
use tongda_analysis::study::Study;
use tongda_formats::csv_field;
use tongda_foundation::units::TravelTime;

const COLUMNS: &str = "project,found_in_extract,service,minutes,residents_before,residents_after,share_before,share_after,\
gain_residents,area_before_km2,area_after_km2,mean_minutes_before,mean_minutes_after,median_minutes_before,median_minutes_after,\
unreached_residents_before,unreached_residents_after";

/// The ids of the services that anybody reaches in any item, by position, the complete circle last.
fn services<'a>(study: &'a Study, comparison: &Comparison) -> Vec<(usize, &'a str)> {
    let reached = |index: &usize| {
        let in_item =
            |item: &Item| [&item.before, &item.after].iter().any(|times| times[*index].iter().any(|time| time.is_reached()));
        comparison.items.iter().any(in_item)
    };
    let named = (0..study.services.len()).filter(reached).map(|index| (index, study.services[index].id.as_str()));
    named.chain([(study.services.len(), "circle")]).collect()
}

/// The times that most items have before: those of the first that is put in.
fn usual(comparison: &Comparison) -> Option<&Times> {
    let put_in = comparison.items.iter().find(|item| item.kind == ItemKind::Added).or(comparison.items.first());
    put_in.map(|item| item.before.as_ref())
}

fn number(value: Option<f64>) -> String {
    value.map(|value| format!("{value:.2}")).unwrap_or_default()
}

/// A group of cells, its first columns, and its coverage by service in the state that most items share.
struct CellGroup {
    place: String,
    members: Members,
    common: Vec<Coverage>,
}

/// Groups of cells with what is known of them before any item is looked at.
struct CellGroups<'a> {
    study: &'a Study,
    services: Vec<(usize, &'a str)>,
    /// Times by service that most items have before.
    common: &'a [Vec<TravelTime>],
    parts: Vec<CellGroup>,
}

impl<'a> CellGroups<'a> {
    fn new(study: &'a Study, comparison: &'a Comparison, groups: Vec<(String, Vec<usize>)>) -> Self {
        let services = services(study, comparison);
        let common = usual(comparison).map_or(&[][..], Vec::as_slice);
        let group = |(place, cells): (String, Vec<usize>)| {
            let members = Members::of(&study.cells.cells, cells);
            let common = common.iter().map(|times| Coverage::with_median(&members, times, study.minutes())).collect();
            CellGroup { place, members, common }
        };
        let groups = groups.into_par_iter().map(group).collect();
        Self { study, services, common, parts: groups }
    }

    /// The rows of every item, in their order.
    fn rows(&self, comparison: &Comparison) -> Vec<String> {
        comparison.items.par_iter().map(|item| self.rows_of(item)).collect()
    }

    fn rows_of(&self, item: &Item) -> String {
        let found = match item.kind {
            ItemKind::Removed => "yes",
            ItemKind::Added => "no",
            ItemKind::Proposal | ItemKind::Network => "",
        };
        // Most services of most items are as they are anyway.
        let is_common = |times: &Times| -> Vec<bool> { times.iter().zip(self.common).map(|(a, b)| a == b).collect() };
        let (before_common, after_common) = (is_common(&item.before), is_common(&item.after));
        let mut text = String::new();
        // Sets of projects are told whole; of one project, the districts where it changes anything.
        let whole = item.kind == ItemKind::Network;
        let differs: Vec<bool> = item.before.iter().zip(item.after.iter()).map(|(before, after)| before != after).collect();
        let changed = |group: &CellGroup, service: usize| {
            group.members.numbers().any(|cell| item.before[service][cell] != item.after[service][cell])
        };
        for group in &self.parts {
            let coverage = |times: &Times, is_common: &[bool], service: usize| {
                if is_common[service] {
                    Cow::Borrowed(&group.common[service])
                } else {
                    Cow::Owned(Coverage::with_median(&group.members, &times[service], self.study.minutes()))
                }
            };
            for &(index, service) in self
                .services
                .iter()
                .filter(|(index, _)| whole || group.place.is_empty() || differs[*index] && changed(group, *index))
            {
                let before = coverage(&item.before, &before_common, index);
                let after = if differs[index] { coverage(&item.after, &after_common, index) } else { before.clone() };
                write_rows(&mut text, &group.place, &format!("{},{found},{service}", item.id), &before, &after);
            }
        }
        text
    }
}

fn write_rows(text: &mut String, place: &str, head: &str, before: &Coverage, after: &Coverage) {
    let mut tail = String::new();
    for value in [before.mean_minutes, after.mean_minutes, before.median_minutes, after.median_minutes] {
        tail.push(',');
        if let Some(value) = value {
            push_fixed(&mut tail, value, 2);
        }
    }
    for value in [before.unreached_residents, after.unreached_residents] {
        tail.push(',');
        push_fixed(&mut tail, value, 0);
    }
    let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { f64::NAN };
    for (old, new) in before.within.iter().zip(&after.within) {
        text.extend([place, head, ","]);
        push_fixed(text, f64::from(old.minutes), 0);
        for (value, decimals) in [
            (old.residents, 0),
            (new.residents, 0),
            (share(old.residents, before.residents), 4),
            (share(new.residents, after.residents), 4),
            (new.residents - old.residents, 0),
            (old.area_km2, 3),
            (new.area_km2, 3),
        ] {
            text.push(',');
            push_fixed(text, value, decimals);
        }
        text.extend([&tail, "\n"]);
    }
}

/// Writes a number with so many decimals, and nothing for one that is not finite.
///
/// Several times as fast as `format!`, which is what most of a table's time would go into.
fn push_fixed(text: &mut String, value: f64, decimals: u32) {
    if !value.is_finite() {
        return;
    }
    let scale = 10_i64.pow(decimals);
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "residents, minutes and square kilometres")]
    let scaled = (value * scale as f64).round() as i64;
    if scaled < 0 {
        text.push('-');
    }
    let (mut digits, mut used, mut rest) = ([b'0'; 24], 0, scaled.unsigned_abs());
    while rest > 0 || used <= decimals as usize {
        digits[used] = b'0' + (rest % 10) as u8;
        (used, rest) = (used + 1, rest / 10);
    }
    for index in (0..used).rev() {
        text.push(char::from(digits[index]));
        if index == decimals as usize && decimals > 0 {
            text.push('.');
        }
    }
}

/// The rows of every item, in their order.
fn by_item(comparison: &Comparison, write: impl Fn(&Item, &mut String) + Sync) -> Vec<String> {
    let rows = |item: &Item| {
        let mut text = String::new();
        write(item, &mut text);
        text
    };
    comparison.items.par_iter().map(rows).collect()
}

/// Every project and network by service and minutes, over the whole study.
#[must_use]
pub(super) fn projects_csv(study: &Study, comparison: &Comparison) -> Vec<u8> {
    let mut text = format!("{COLUMNS}\n");
    let all = vec![(String::new(), (0..study.cells.cells.len()).collect())];
    text.extend(CellGroups::new(study, comparison, all).rows(comparison));
    text.into_bytes()
}

/// Residents within each number of minutes of the complete circle, with and without assumed roads.
#[must_use]
pub(super) fn assumed_csv(study: &Study, with: &Comparison, without: &Comparison) -> Vec<u8> {
    let services = services(study, with);
    let mut text = String::from(
        "project,service,minutes,residents_before,residents_after,residents_before_without_assumed,residents_after_without_assumed\n",
    );
    // Many items share their times.
    let both = |comparison: &Comparison| -> Vec<Arc<Times>> {
        comparison.items.iter().flat_map(|item| [Arc::clone(&item.before), Arc::clone(&item.after)]).collect()
    };
    let mut shared: Vec<Arc<Times>> = [both(with), both(without)].concat();
    shared.sort_unstable_by_key(|times| Arc::as_ptr(times).addr());
    shared.dedup_by(|a, b| Arc::ptr_eq(a, b));
    let residents: Vec<f64> = study.cells.cells.iter().map(|cell| cell.residents).collect();
    let limits: Vec<TravelTime> = study.minutes().iter().map(|&minutes| TravelTime::from_minutes(minutes)).collect();
    let afresh = |times: &[TravelTime]| residents_within(&residents, &limits, times);
    // Most services of most items are as they are anyway.
    let anyway = [with, without].into_iter().filter_map(usual).map(|times| {
        let residents: Vec<Vec<String>> = services.iter().map(|&(index, _)| afresh(&times[index])).collect();
        (times, residents)
    });
    let anyway: Vec<(&Times, Vec<Vec<String>>)> = anyway.collect();
    let residents = |times: &Times| -> Vec<Vec<String>> {
        let of = |(place, &(index, _)): (usize, &(usize, &str))| {
            let known = anyway.iter().find(|(usual, _)| usual[index] == times[index]);
            known.map_or_else(|| afresh(&times[index]), |(_, residents)| residents[place].clone())
        };
        services.iter().enumerate().map(of).collect()
    };
    let residents: FxHashMap<usize, Vec<Vec<String>>> =
        shared.par_iter().map(|times| (Arc::as_ptr(times).addr(), residents(times))).collect();
    text.extend(by_item(with, |item, text| {
        // A project that cannot be joined without the assumed roads has no counterpart.
        let other = without.items.iter().find(|other| other.id == item.id);
        let columns = [Some(&item.before), Some(&item.after), other.map(|other| &other.before), other.map(|other| &other.after)]
            .map(|times| times.and_then(|times| residents.get(&Arc::as_ptr(times).addr())));
        for (place, (_, service)) in services.iter().enumerate() {
            for (i, minutes) in study.minutes().iter().enumerate() {
                let fields = columns.each_ref().map(|column| column.map_or("", |column| column[place][i].as_str()));
                text.extend([&*format!("{},{service},{minutes},", item.id), &fields.join(","), "\n"]);
            }
        }
    }));
    text.into_bytes()
}

/// Residents (by cell) within each limit.
fn residents_within(residents: &[f64], limits: &[TravelTime], times: &[TravelTime]) -> Vec<String> {
    let mut within = vec![0.0; limits.len()];
    for (residents, time) in residents.iter().zip(times) {
        for (within, limit) in within.iter_mut().zip(limits) {
            *within += if time <= limit { *residents } else { 0.0 };
        }
    }
    within.into_iter().map(|within: f64| format!("{within:.0}")).collect()
}

/// The headline of every project and network under other assumptions: residents within the headline
/// minutes of all services of the circle.
#[must_use]
pub(super) fn sensitivity_csv(items: &[Sensitivity]) -> Vec<u8> {
    let mut text = String::from(
        "project,residents_before,residents_after,gain_residents,gain_low,gain_high,residents_after_low,residents_after_high,\
gain_speeds_20_percent_lower,gain_speeds_20_percent_higher,gain_without_assumed_roads,gain_junctions_moved_low,\
gain_junctions_moved_high,draws\n",
    );
    for item in items {
        let (low, high) = item.gain_range();
        let (after_low, after_high) = item.after_range();
        let moved = item.moved.iter().map(|headline| headline.gain());
        let moved: Option<(f64, f64)> = moved.map(|gain| (gain, gain)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        let whole = |value: Option<f64>| value.map(|value| format!("{value:.0}")).unwrap_or_default();
        let fields = [
            Some(item.stated.before),
            Some(item.stated.after),
            Some(item.stated.gain()),
            Some(low),
            Some(high),
            Some(after_low),
            Some(after_high),
            Some(item.slower.gain()),
            Some(item.faster.gain()),
            item.without_assumed.map(Headline::gain),
            moved.map(|(low, _)| low),
            moved.map(|(_, high)| high),
        ];
        text.extend([item.id.as_str(), ",", &fields.map(whole).join(","), ",", &item.moved.len().to_string(), "\n"]);
    }
    text.into_bytes()
}

/// The same as [`projects_csv`] by county and township, and for the mainland and the islands of a county that has both.
///
/// Of a single project, districts where it changes no time are left out; of sets of projects none.
#[must_use]
pub(super) fn coverage_csv(study: &Study, comparison: &Comparison) -> Vec<u8> {
    let mut text = format!("level,county,township,{COLUMNS}\n");
    let cells = &study.cells.cells;
    let mut districts: Vec<(&str, &str)> = cells.iter().map(|cell| (cell.county.as_str(), cell.township.as_str())).collect();
    districts.extend(cells.iter().map(|cell| (cell.county.as_str(), "")));
    districts.sort_unstable();
    districts.dedup();
    let on_island = study.cells.on_islands();
    let of_county = |county: &str| -> Vec<usize> { (0..cells.len()).filter(|&i| cells[i].county == county).collect() };
    let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
    for (county, township) in districts {
        let mut indices = of_county(county);
        if township.is_empty() {
            let (islands, mainland): (Vec<usize>, Vec<usize>) = indices.iter().partition(|&&i| on_island[i]);
            groups.push((format!("county,{},,", csv_field(county)), indices));
            if !islands.is_empty() && !mainland.is_empty() {
                groups.push((format!("mainland,{},,", csv_field(county)), mainland));
                groups.push((format!("islands,{},,", csv_field(county)), islands));
            }
        } else {
            indices.retain(|&i| cells[i].township == township);
            groups.push((format!("township,{},{},", csv_field(county), csv_field(township)), indices));
        }
    }
    text.extend(CellGroups::new(study, comparison, groups).rows(comparison));
    text.into_bytes()
}

fn minutes(time: TravelTime) -> String {
    number(time.minutes())
}

/// A row a cell: minutes before and after per service, for the last item (the latest network).
#[must_use]
pub fn cells_csv(study: &Study, comparison: &Comparison) -> Vec<u8> {
    let services = services(study, comparison);
    let mut text = String::from("id,lon,lat,residents,area_km2,township,county,not_placed,border_min,border_may_limit,compared");
    for (_, service) in &services {
        text.extend([",", *service, "_before_min,", *service, "_after_min"]);
    }
    text.push('\n');
    let Some(item) = comparison.items.last() else { return text.into_bytes() };
    for (i, cell) in study.cells.cells.iter().enumerate() {
        let reason = comparison.not_placed[i].as_deref().unwrap_or_default();
        // Beyond the border there may be facilities that are nearer than those which are known.
        let may_limit = if comparison.border_may_limit(i) { "yes" } else { "no" };
        let border = minutes(comparison.border[i]);
        let (lon, lat) = (cell.position.lon(), cell.position.lat());
        let head = format!("{},{lon:.6},{lat:.6},{:.0},{:.4}", cell.id, cell.residents, cell.area_km2);
        text.extend([
            &*head,
            ",\"",
            &cell.township,
            "\",\"",
            &cell.county,
            "\",\"",
            reason,
            "\",",
            &border,
            ",",
            may_limit,
            ",",
            &item.id,
        ]);
        for &(index, _) in &services {
            text.extend([",", &minutes(item.before[index][i]), ",", &minutes(item.after[index][i])]);
        }
        text.push('\n');
    }
    text.into_bytes()
}

/// The same as GeoJSON points.
#[must_use]
pub fn cells_geojson(study: &Study, comparison: &Comparison) -> Vec<u8> {
    let services = services(study, comparison);
    // Names in their order, each as it is written before its value: the same for every cell.
    let item = comparison.items.last();
    let mut fields: Vec<(String, CellProperty<'_>)> = vec![
        ("id".to_owned(), CellProperty::Text(|cell| &cell.id)),
        ("residents".to_owned(), CellProperty::Residents),
        ("township".to_owned(), CellProperty::Text(|cell| &cell.township)),
        ("county".to_owned(), CellProperty::Text(|cell| &cell.county)),
    ];
    for (&(index, service), item) in services.iter().filter_map(|service| item.map(|item| (service, item))) {
        fields.push((format!("{service}_before_min"), CellProperty::Minutes(&item.before[index])));
        fields.push((format!("{service}_after_min"), CellProperty::Minutes(&item.after[index])));
    }
    fields.sort_by(|a, b| a.0.cmp(&b.0));
    for (place, (name, _)) in fields.iter_mut().enumerate() {
        *name = format!("{}{}:", if place > 0 { "," } else { "" }, json!(name));
    }
    let feature = |(i, cell): (usize, &Cell)| {
        let mut text = Vec::with_capacity(fields.len() * 32 + 128);
        text.extend_from_slice(br#"{"type":"Feature","geometry":{"type":"Point","coordinates":["#);
        push_json(&mut text, &cell.position.lon());
        text.push(b',');
        push_json(&mut text, &cell.position.lat());
        text.extend_from_slice(br#"]},"properties":{"#);
        for (name, field) in &fields {
            text.extend_from_slice(name.as_bytes());
            match field {
                CellProperty::Text(of) => push_json(&mut text, of(cell)),
                CellProperty::Residents => push_json(&mut text, &cell.residents),
                CellProperty::Minutes(times) => {
                    push_json(&mut text, &times[i].minutes().map(|minutes| (minutes * 100.0).round() / 100.0));
                }
            }
        }
        text.extend_from_slice(b"}}");
        text
    };
    let features: Vec<Vec<u8>> = study.cells.cells.par_iter().enumerate().map(feature).collect();
    [&br#"{"type":"FeatureCollection","features":["#[..], &features.join(&b','), b"]}"].concat()
}

/// A property of a cell.
enum CellProperty<'a> {
    Text(fn(&Cell) -> &str),
    Residents,
    Minutes(&'a [TravelTime]),
}

/// Writes a value as JSON; a number that is not finite as `null`.
fn push_json<T: Serialize + ?Sized>(text: &mut Vec<u8>, value: &T) {
    // Writing numbers and text to memory cannot fail.
    let _ = serde_json::to_writer(text, value);
}

#[cfg(test)]
mod tests {
    use super::push_fixed;

    #[test]
    fn numbers_are_written_like_format_writes_them() {
        for (value, decimals, expected) in [
            (0.0, 0, "0"),
            (-0.2, 0, "0"),
            (-1.0, 0, "-1"),
            (0.05, 1, "0.1"),
            (12.345_6, 2, "12.35"),
            (-0.012, 3, "-0.012"),
            (2_140_428.4, 0, "2140428"),
            (100.0, 4, "100.0000"),
            (f64::NAN, 2, ""),
        ] {
            let mut text = String::new();
            push_fixed(&mut text, value, decimals);
            assert_eq!(text, expected, "{value} with {decimals}");
        }
    }
}
