//! v(S): what the network gives with exactly the projects S of the programme in it.
//!
//! The cells whose worth hangs on the programme are grouped by the projects that can matter to them
//! ([`relevant`]); the groups' games add up. A group of few projects is tabulated: an interval of sets
//! between two that give all its cells the same times needs no search, since times only fall as projects are
//! added. Cells with more projects than that are `wide`: they are measured set by set when asked, and remembered.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::relevance::{only_adds, relevant};
use super::sets::Sets;
use super::{Precedence, Programme, ProjectSet, Question, members};
use crate::appraisal::{Evaluator, TimesQuery};
use tongda_foundation::progress::{Progress, Unit};
use tongda_foundation::units::TravelTime;

/// So much memory is spent on remembered times of wide cells, in bytes.
const REMEMBERED: usize = 256 << 20;

/// A programme's v(S), found once and then quick to ask for.
#[derive(Debug)]
pub struct Game<'a> {
    pub(super) evaluator: &'a Evaluator<'a>,
    /// The projects.
    pub programme: &'a Programme<'a>,
    /// What is counted.
    pub question: Question,
    /// In which orders projects can be built.
    pub precedence: Precedence,
    /// Times by cell with no project of the programme.
    pub none: Vec<TravelTime>,
    /// Times by cell with all of them.
    pub all: Vec<TravelTime>,
    sets: Sets<'a>,
    pub(super) groups: Vec<Group>,
    pub(super) wide: Option<Wide>,
    base: f64,
    /// Whether no project makes anything slower.
    pub only_adds: bool,
    /// How many sets were measured on the network.
    pub measured: usize,
}

/// Cells to whom the same few projects can matter.
#[derive(Debug)]
pub(super) struct Group {
    /// Whole components, ascending.
    pub(super) players: Vec<usize>,
    pub(super) cells: Vec<usize>,
    /// The services that matter to them.
    services: u64,
    /// By set of `players` and cell.
    times: Vec<TravelTime>,
    /// Which sets are known.
    done: Vec<bool>,
    /// By set, against none.
    gain: Vec<f64>,
}

/// Cells to whom many projects can matter.
#[derive(Debug)]
pub(super) struct Wide {
    pub(super) players: ProjectSet,
    pub(super) cells: Vec<usize>,
    services: u64,
    known: Mutex<FxHashMap<ProjectSet, Arc<[TravelTime]>>>,
}

impl<'a> Game<'a> {
    /// Measures a programme. Groups of up to `exact` projects (at most 16) are tabulated.
    ///
    /// # Errors
    /// When the projects hang together in too many possible orders.
    pub fn new(
        evaluator: &'a Evaluator<'a>,
        programme: &'a Programme<'a>,
        question: Question,
        exact: u32,
        progress: &dyn Progress,
    ) -> Result<Self, super::TooTangled> {
        let needs: Vec<ProjectSet> = programme.players.iter().map(|player| player.needs).collect();
        let precedence = Precedence::new(&needs)?;
        let whole = |set| evaluator.time_to_all(&TimesQuery::new(question.service.into(), &programme.scenario(set)));
        let (none, all) = rayon::join(|| whole(0), || whole(programme.all()));
        let relevance = relevant(evaluator, programme, &question, &none, &all);
        let mut by_set: BTreeMap<ProjectSet, Vec<usize>> = BTreeMap::new();
        for (cell, &set) in relevance.sets.iter().enumerate().filter(|(_, set)| **set != 0) {
            by_set.entry(precedence.whole(set)).or_default().push(cell);
        }
        let (few, many): (Vec<_>, Vec<_>) = by_set.into_iter().partition(|(set, _)| set.count_ones() <= exact.min(16));
        let mut groups: Vec<Group> = few.into_iter().map(|(set, cells)| Group::new(set, cells, &relevance.needed)).collect();
        let only_adds = only_adds(evaluator, programme);
        let sets = Sets::new(evaluator, programme, question, &relevance);
        let least = |cell: usize| if only_adds { question.as_far_as_it_counts(all[cell]) } else { TravelTime::ZERO };
        let measure = |set: ProjectSet, group: &Group| -> Vec<TravelTime> {
            // What cannot matter to the cells that are asked for is left as the extract has it: that is quicker.
            let rest = programme.found() & !group.all();
            let times = sets.times(set | rest, &group.cells, group.services);
            group.cells.iter().zip(times).map(|(&cell, time)| time.max(least(cell))).collect()
        };
        let measured = tabulate(&mut groups, only_adds, &relevance.saves_ms, &measure, progress);
        let residents = |cell: usize| evaluator.study().cells.cells[cell].residents;
        groups.par_iter_mut().for_each(|group| group.sum(&residents, &question));
        let players = many.iter().fold(0, |all, (set, _)| all | set);
        let mut cells: Vec<usize> = many.into_iter().flat_map(|(_, cells)| cells).collect();
        cells.sort_unstable();
        let services = cells.iter().fold(0, |all, &cell| all | relevance.needed[cell]);
        let wide = (!cells.is_empty()).then(|| Wide { players, cells, services, known: Mutex::default() });
        let base = (0..none.len()).map(|cell| residents(cell) * question.worth(none[cell])).sum();
        let measured = measured + 2;
        Ok(Self { evaluator, programme, question, precedence, none, all, sets, groups, wide, base, only_adds, measured })
    }

    /// v(S), in the unit of the question.
    #[must_use]
    pub fn value(&self, set: ProjectSet) -> f64 {
        let groups = self.groups.iter().map(|group| group.gain[group.local(set)]).sum::<f64>();
        let wide = self.wide.as_ref().map_or(0.0, |wide| {
            let (now, before) = (self.wide_times(wide, set), self.wide_times(wide, 0));
            let gain = |((&cell, now), before): ((&usize, &TravelTime), &TravelTime)| self.cell_gain(cell, *before, *now);
            wide.cells.iter().zip(&*now).zip(&*before).map(gain).sum()
        });
        self.base + groups + wide
    }

    /// What all projects together bring.
    #[must_use]
    pub fn gain(&self) -> f64 {
        self.value(self.programme.all()) - self.value(0)
    }

    /// The projects that make a difference to anybody in some set, and what they need.
    #[must_use]
    pub fn players(&self) -> ProjectSet {
        let groups = self.groups.iter().fold(0, |set, group| set | group.matter());
        self.programme.closed(groups | self.wide.as_ref().map_or(0, |wide| wide.players))
    }

    /// Whether every v(S) is in a table.
    #[must_use]
    pub const fn is_tabulated(&self) -> bool {
        self.wide.is_none()
    }

    /// The most projects that can matter to one cell of the tables.
    #[must_use]
    pub fn largest_group(&self) -> usize {
        self.groups.iter().map(|group| group.players.len()).max().unwrap_or(0)
    }

    pub(super) fn cell_gain(&self, cell: usize, before: TravelTime, after: TravelTime) -> f64 {
        let residents = self.evaluator.study().cells.cells[cell].residents;
        residents * (self.question.worth(after) - self.question.worth(before))
    }

    /// The cells that gain or lose between two sets, with how much, in the unit of the question.
    pub(super) fn cell_gains(&self, before: ProjectSet, after: ProjectSet) -> Vec<(usize, f64)> {
        let mut gains = Vec::new();
        let mut add = |cells: &[usize], before: &[TravelTime], after: &[TravelTime]| {
            let changed = cells.iter().zip(before.iter().zip(after)).filter(|(_, (before, after))| before != after);
            gains.extend(changed.map(|(&cell, (&before, &after))| (cell, self.cell_gain(cell, before, after))));
        };
        for group in &self.groups {
            add(&group.cells, group.row(group.local(before)), group.row(group.local(after)));
        }
        if let Some(wide) = &self.wide {
            add(&wide.cells, &self.wide_times(wide, before), &self.wide_times(wide, after));
        }
        gains.retain(|(_, gain)| *gain != 0.0);
        gains
    }

    /// Times of the wide cells.
    pub(super) fn wide_times(&self, wide: &Wide, set: ProjectSet) -> Arc<[TravelTime]> {
        let set = set & wide.players;
        if let Some(known) = wide.known.lock().ok().and_then(|known| known.get(&set).cloned()) {
            return known;
        }
        let rest = self.programme.found() & !wide.players;
        let times = self.sets.times(set | rest, &wide.cells, wide.services);
        let least = |cell: usize| {
            if self.only_adds { self.question.as_far_as_it_counts(self.all[cell]) } else { TravelTime::ZERO }
        };
        let found: Arc<[TravelTime]> = wide.cells.iter().zip(times).map(|(&cell, time)| time.max(least(cell))).collect();
        if let Ok(mut known) = wide.known.lock()
            && known.len() * wide.cells.len() * size_of::<TravelTime>() < REMEMBERED
        {
            known.insert(set, Arc::clone(&found));
        }
        found
    }
}

impl Group {
    fn new(set: ProjectSet, cells: Vec<usize>, needed: &[u64]) -> Self {
        let services = cells.iter().fold(0, |all, &cell| all | needed[cell]);
        let players: Vec<usize> = members(set).collect();
        let times = vec![TravelTime::UNREACHED; cells.len() << players.len()];
        let done = vec![false; 1 << players.len()];
        Self { players, cells, services, times, done, gain: Vec::new() }
    }

    /// Which of the group's projects are in a set.
    pub(super) fn local(&self, set: ProjectSet) -> usize {
        self.players.iter().enumerate().fold(0, |local, (bit, player)| local | usize::from(set >> player & 1 == 1) << bit)
    }

    /// All of the group's projects.
    fn all(&self) -> ProjectSet {
        self.global(self.done.len() - 1)
    }

    fn global(&self, local: usize) -> ProjectSet {
        self.players.iter().enumerate().fold(0, |set, (bit, player)| set | ((local >> bit & 1) as u64) << player)
    }

    /// The times of the group's cells under a set of its projects.
    pub(super) fn row(&self, local: usize) -> &[TravelTime] {
        &self.times[local * self.cells.len()..(local + 1) * self.cells.len()]
    }

    fn set_row(&mut self, local: usize, from: &[TravelTime]) {
        let cells = self.cells.len();
        self.times[local * cells..(local + 1) * cells].copy_from_slice(from);
        self.done[local] = true;
    }

    /// Those of its projects that change the gain of some set.
    fn matter(&self) -> ProjectSet {
        let changes =
            |bit: usize| (0..self.gain.len()).any(|set| self.gain[set].to_bits() != self.gain[set | 1 << bit].to_bits());
        (0..self.players.len()).filter(|&bit| changes(bit)).fold(0, |set, bit| set | 1 << self.players[bit])
    }

    fn sum(&mut self, residents: &dyn Fn(usize) -> f64, question: &Question) {
        let none: Vec<f64> = self.row(0).iter().map(|&time| question.worth(time)).collect();
        let gain = |local: usize| {
            let cells = self.row(local).iter().zip(self.cells.iter().zip(&none));
            cells.map(|(&time, (&cell, none))| residents(cell) * (question.worth(time) - none)).sum()
        };
        self.gain = (0..1 << self.players.len()).map(gain).collect();
    }
}

/// Times of a group's cells with exactly a set of its projects in the network.
type Measure<'t> = &'t (dyn Fn(ProjectSet, &Group) -> Vec<TravelTime> + Sync);

/// Fills the tables; the number of sets that were measured.
///
/// In rounds: all sets that any group asks for are measured at once, then intervals whose ends differ are
/// halved by the project that saves most.
fn tabulate(groups: &mut [Group], only_adds: bool, saves_ms: &[u64], measure: Measure<'_>, progress: &dyn Progress) -> usize {
    let mut open: Vec<(usize, usize, usize)> =
        groups.iter().enumerate().map(|(number, group)| (number, 0, (1 << group.players.len()) - 1)).collect();
    let mut measured = 0;
    while !open.is_empty() {
        let mut wanted: Vec<(ProjectSet, usize)> = open
            .iter()
            .flat_map(|&(group, low, high)| [(group, low), (group, high)])
            .map(|(number, local)| (groups[number].global(local), number))
            .collect();
        wanted.sort_unstable();
        wanted.dedup();
        progress.begin("measuring sets of projects", wanted.len() as u64, Unit::Steps);
        let row = |&(set, number): &(ProjectSet, usize)| {
            let group = &groups[number];
            let local = group.local(set);
            let row = (!group.done[local]).then(|| (number, local, measure(set, group)));
            progress.advance(1);
            row
        };
        let found: Vec<(usize, usize, Vec<TravelTime>)> = wanted.par_iter().filter_map(row).collect();
        progress.end();
        measured += found.len();
        for (number, local, row) in found {
            groups[number].set_row(local, &row);
        }
        let mut next = Vec::new();
        for (number, low, high) in open {
            let group = &mut groups[number];
            let between = high & !low;
            if only_adds && group.row(low) == group.row(high) {
                let row = group.row(low).to_vec();
                let mut part = between;
                loop {
                    group.set_row(low | part, &row);
                    if part == 0 {
                        break;
                    }
                    part = (part - 1) & between;
                }
            } else if between.count_ones() > 1 {
                let bits = (0..group.players.len()).filter(|bit| between >> bit & 1 == 1);
                let one = 1 << bits.max_by_key(|&bit| saves_ms[group.players[bit]]).unwrap_or_default();
                next.extend([(number, low, high & !one), (number, low | one, high)]);
            }
        }
        open = next;
    }
    measured
}
