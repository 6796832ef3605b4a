//! Tables of a programme: CSV, and a terminal table of at most 100 columns.

use std::fmt::Write;

use super::Language;
use super::terminal::{left, right};
use tongda_analysis::appraisal::benefits::{Saved, Worth};
use tongda_analysis::appraisal::programme::{Game, Order, Pair, Plan, Shares};
use tongda_analysis::people::Cell;
use tongda_formats::csv_field;

/// Results of a programme.
#[derive(Clone, Copy, Debug)]
pub struct ProgrammeResult<'a> {
    /// The programme's v(S).
    pub game: &'a Game<'a>,
    /// Its cells.
    pub cells: &'a [Cell],
    /// Shares of its gain.
    pub shares: &'a Shares,
    /// Which projects help and replace each other.
    pub pairs: &'a [Pair],
    /// In what order to build.
    pub plan: &'a Plan,
    /// Cost of each project; `None` where the order goes by length.
    pub costs: Option<&'a [f64]>,
    /// Amount built per year, in kilometres or in the unit of the costs.
    pub budget: Option<f64>,
}

impl ProgrammeResult<'_> {
    /// The year, counted from 1, in which so much is built.
    #[must_use]
    pub fn year(&self, built: f64) -> Option<f64> {
        self.budget.map(|budget| (built / budget - 1e-9).ceil().max(1.0))
    }

    /// Projects by share, the largest first.
    #[must_use]
    pub fn by_share(&self) -> Vec<usize> {
        let each = &self.shares.each;
        let mut order: Vec<usize> = (0..each.len()).collect();
        let key = |player: usize| (each[player].shapley, each[player].alone);
        order.sort_by(|&a, &b| key(b).0.total_cmp(&key(a).0).then(key(b).1.total_cmp(&key(a).1)).then(a.cmp(&b)));
        order
    }
}

fn figure(value: f64) -> String {
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// A row a project, by Shapley share: gains in the unit of the question, lengths in kilometres.
#[must_use]
pub(super) fn appraise_csv(result: &ProgrammeResult<'_>) -> Vec<u8> {
    let game = result.game;
    let mut text = String::from(
        "rank,project,name,unit,in_extract,needs,km,km_from,cost,alone,last_in,shapley,shapley_ci95_half_width,share_of_gain,shapley_per_km,shapley_per_cost\n",
    );
    let gain = game.gain();
    for (rank, player) in (1..).zip(result.by_share()) {
        let (project, share) = (&game.programme.players[player], result.shares.each[player]);
        let needs: Vec<&str> = (0..game.programme.players.len())
            .filter(|other| project.needs >> other & 1 == 1)
            .map(|other| game.programme.players[other].id.as_str())
            .collect();
        let cost = result.costs.map(|costs| costs[player]);
        let per =
            |size: Option<f64>| size.filter(|size| *size > 0.0).map(|size| figure(share.shapley / size)).unwrap_or_default();
        // Writing to a `String` cannot fail.
        let _ = writeln!(
            text,
            "{rank},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}",
            csv_field(&project.id),
            csv_field(&project.name),
            game.question.unit(),
            if project.found_in_extract { "yes" } else { "no" },
            csv_field(&needs.join(" ")),
            figure(project.km),
            if project.km_stated { "stated" } else { "drawn" },
            cost.map(figure).unwrap_or_default(),
            figure(share.alone),
            figure(share.last_in),
            figure(share.shapley),
            figure(share.half_width),
            if gain.abs() > 0.0 { figure(share.shapley / gain) } else { String::new() },
            per(Some(project.km)),
            per(cost),
        );
    }
    text.into_bytes()
}

/// A row a pair with an interaction: above 0 they help each other, below 0 they replace each other.
#[must_use]
pub(super) fn pairs_csv(result: &ProgrammeResult<'_>) -> Vec<u8> {
    let mut text = String::from("first,second,unit,kind,interaction_when_first_built,interaction_when_last_built\n");
    let players = &result.game.programme.players;
    for pair in result.pairs {
        let kind = match (pair.first_built.total_cmp(&0.0), pair.last_built.total_cmp(&0.0)) {
            (a, b) if a.is_ge() && b.is_ge() => "synergy",
            (a, b) if a.is_le() && b.is_le() => "substitutes",
            _ => "depends",
        };
        let (first, second) = (csv_field(&players[pair.first].id), csv_field(&players[pair.second].id));
        let _ = writeln!(
            text,
            "{first},{second},{},{kind},{},{}",
            result.game.question.unit(),
            figure(pair.first_built),
            figure(pair.last_built)
        );
    }
    text.into_bytes()
}

/// A row a step of each order; sizes in kilometres or in the unit of the costs, years counted from 1.
#[must_use]
pub(super) fn order_csv(result: &ProgrammeResult<'_>) -> Vec<u8> {
    let mut text = String::from("order,step,project,size,size_unit,built,year,gain_so_far,gain_unit,share_of_gain\n");
    let gain = result.game.gain();
    let size_unit = if result.costs.is_some() { "cost" } else { "km" };
    let best = if result.plan.proved { "best" } else { "best-found" };
    for (name, order) in [("greedy", &result.plan.greedy), (best, &result.plan.best)] {
        for (number, step) in (1..).zip(&order.steps) {
            let _ = writeln!(
                text,
                "{name},{number},{},{},{size_unit},{},{},{},{},{}",
                csv_field(&result.game.programme.players[step.player].id),
                figure(step.size),
                figure(step.built),
                result.year(step.built).map(figure).unwrap_or_default(),
                figure(step.gain),
                result.game.question.unit(),
                if gain.abs() > 0.0 { figure(step.gain / gain) } else { String::new() }
            );
        }
    }
    text.into_bytes()
}

/// A row a cell that owes anything: its minutes with none and with all of the programme, and what it owes to
/// each project, in the unit of the question.
#[must_use]
pub(super) fn owed_csv(result: &ProgrammeResult<'_>) -> Vec<u8> {
    let game = result.game;
    let wanted: Vec<usize> = result.by_share().into_iter().filter(|&player| result.shares.each[player].shapley != 0.0).collect();
    let mut text = String::from("id,lon,lat,residents,township,county,minutes_with_none,minutes_with_all,gain,unit,owes_most_to");
    for &player in &wanted {
        let _ = write!(text, ",{}", csv_field(&format!("owed_{}", game.programme.players[player].id)));
    }
    text.push('\n');
    let minutes =
        |time: tongda_foundation::units::TravelTime| time.minutes().map(|minutes| format!("{minutes:.2}")).unwrap_or_default();
    for (cell, owed) in &result.shares.by_cell {
        let of = &result.cells[*cell];
        let most = owed.iter().copied().reduce(|most, one| if one.1 > most.1 { one } else { most });
        let _ = write!(
            text,
            "{},{:.6},{:.6},{},{},{},{},{},{},{},{}",
            csv_field(&of.id),
            of.position.lon(),
            of.position.lat(),
            figure(of.residents),
            csv_field(&of.township),
            csv_field(&of.county),
            minutes(game.none[*cell]),
            minutes(game.all[*cell]),
            figure(owed.iter().map(|(_, owed)| owed).sum()),
            game.question.unit(),
            most.map(|(player, _)| csv_field(&game.programme.players[player].id)).unwrap_or_default(),
        );
        for player in &wanted {
            let share = owed.iter().find(|(other, _)| other == player).map_or(0.0, |(_, owed)| *owed);
            let _ = write!(text, ",{}", figure(share));
        }
        text.push('\n');
    }
    text.into_bytes()
}

/// Savings and benefits of one project.
#[derive(Clone, Debug)]
pub struct BenefitRow {
    /// The project.
    pub id: String,
    /// Savings per day.
    pub saved: Saved,
    /// Benefits and costs; `None` where the file has no costs of it.
    pub worth: Option<Worth>,
}

/// A row a project: what it saves a day where it is built first, and what that is worth in `currency`.
#[must_use]
pub(super) fn benefits_csv(rows: &[BenefitRow], currency: &str) -> Vec<u8> {
    let mut text = String::from(
        "project,person_minutes_a_day,induced_person_minutes_a_day,trips_a_day_newly_possible,trips_a_day_not_placed,currency,first_year_benefits,\
present_benefits,present_costs,net_present_value,benefit_cost_ratio,internal_rate,payback_years\n",
    );
    let some = |value: Option<f64>| value.map(figure).unwrap_or_default();
    for row in rows {
        let (saved, worth) = (row.saved, row.worth);
        let _ = writeln!(
            text,
            "{},{},{},{},{},{},{},{},{},{},{},{},{}",
            csv_field(&row.id),
            figure(saved.minutes),
            figure(saved.induced),
            figure(saved.newly_possible),
            figure(saved.not_placed),
            csv_field(currency),
            some(worth.map(|worth| worth.first_year)),
            some(worth.map(|worth| worth.benefits)),
            some(worth.map(|worth| worth.costs)),
            some(worth.map(|worth| worth.net())),
            some(worth.and_then(|worth| worth.ratio())),
            some(worth.and_then(|worth| worth.internal_rate)),
            worth.and_then(|worth| worth.payback_years).map(|years| years.to_string()).unwrap_or_default(),
        );
    }
    text.into_bytes()
}

/// Shares and orders for the terminal; projects that bring nothing are counted only.
#[must_use]
pub fn programme_summary(result: &ProgrammeResult<'_>, language: Language) -> String {
    let game = result.game;
    let players = &game.programme.players;
    let head = [
        left(language.text("terminal.project"), 27),
        right("km", 7),
        right(language.text("shares.alone"), 9),
        right(language.text("shares.last_in"), 9),
        right(language.text("terminal.shapley"), 9),
        right("±", 6),
        right(language.text("terminal.share_of_gain"), 10),
    ];
    let mut text = head.join(" ") + "\n";
    let gain = game.gain();
    let matters = |player: &usize| {
        let share = result.shares.each[*player];
        [share.alone, share.last_in, share.shapley].iter().any(|value| value.abs() > 0.0)
    };
    let (named, rest): (Vec<usize>, Vec<usize>) = result.by_share().into_iter().partition(matters);
    for &player in &named {
        let share = result.shares.each[player];
        let percent = if gain.abs() > 0.0 { share.shapley / gain * 100.0 } else { 0.0 };
        let _ = writeln!(
            text,
            "{:<27.27} {:>7.1} {:>9.0} {:>9.0} {:>9.0} {:>6.0} {percent:>9.1} %",
            players[player].id, players[player].km, share.alone, share.last_in, share.shapley, share.half_width
        );
    }
    let _ = writeln!(
        text,
        "{} {:>7} {:>9} {:>9} {gain:>9.0} {:>6} {:>9.1} %",
        left(language.text("terminal.all_together"), 27),
        "",
        "",
        "",
        "",
        if gain.abs() > 0.0 { 100.0 } else { 0.0 }
    );
    if !rest.is_empty() {
        let _ = writeln!(text, "{}", language.format("terminal.without_effect", &[("count", &rest.len())]));
    }
    let ids = |order: &Order| -> String {
        let first = order.steps.iter().take(5).map(|step| players[step.player].id.as_str());
        first.collect::<Vec<_>>().join(language.text("list.item"))
    };
    let best = if result.plan.proved { "terminal.best_order" } else { "terminal.best_order_found" };
    for (key, order) in [("terminal.greedy_order", &result.plan.greedy), (best, &result.plan.best)] {
        let _ = writeln!(text, "{}", language.format(key, &[("items", &ids(order))]));
    }
    text
}
