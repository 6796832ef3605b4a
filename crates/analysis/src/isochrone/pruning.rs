//! Which points have nothing to tell those around them: most of them, where roads are many.

#![allow(clippy::inline_always, reason = "the loops must end up in the function that is compiled for the vector registers")]

use pulp::{Simd, WithSimd};

use tongda_foundation::units::TravelTime;

/// By so many milliseconds times by `f32` may be wrong.
const SLACK_MS: f32 = 100.0;

/// Whether the time at a point is likely to be sooner than is known by a source so many milliseconds east and north of
/// it, and otherwise is not: it decides most offers without a root.
#[inline(always)]
#[allow(clippy::needless_bitwise_bool, reason = "without a branch")]
#[expect(clippy::cast_precision_loss, reason = "what that may lose is in the slack")]
pub(super) fn may_be_sooner([x, y]: [f32; 2], since: TravelTime, known: TravelTime) -> bool {
    // Both are below 2^31.
    let gap = known.ms().cast_signed() - since.ms().cast_signed();
    let reach = gap as f32 + SLACK_MS;
    (gap > 0) & (x * x + y * y <= reach * reach)
}

/// Lets points be fresh no more whose source is sooner at none of the eight around them, or theirs already. What is no
/// sooner now never will be, because times only fall. The outermost points stay as they are.
pub(super) struct FrontierPruning<'a> {
    pub(super) times: &'a [TravelTime],
    /// The source of each point: metres east and north, and its time.
    pub(super) from: [&'a [f32]; 2],
    pub(super) since: &'a [TravelTime],
    pub(super) fresh: &'a mut [bool],
    /// Where each column and each row lies, in metres.
    pub(super) lines: [&'a [f32]; 2],
    pub(super) ms_per_m: f32,
    /// From a point to the next, in milliseconds.
    pub(super) step: f32,
}

impl WithSimd for FrontierPruning<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { times, from, since, fresh, lines: [easts, norths], ms_per_m, step } = self;
        let (columns, rows) = (easts.len(), norths.len());
        let inner = columns - 2;
        let (mut east, mut north, mut tells) = (vec![0.0; inner], vec![0.0; inner], vec![0; inner]);
        for (row, &line) in norths.iter().enumerate().take(rows - 1).skip(1) {
            let start = row * columns + 1;
            let of = |start: usize| {
                let there = start..start + inner;
                Stretch { from: from.map(|from| &from[there.clone()]), since: &since[there.clone()], times: &times[there] }
            };
            let own = of(start);
            for (i, (east, north)) in east.iter_mut().zip(&mut north).enumerate() {
                *east = (easts[i + 1] - own.from[0][i]) * ms_per_m;
                *north = (line - own.from[1][i]) * ms_per_m;
            }
            tells.fill(0);
            for (below, up) in [(start - columns, -step), (start, 0.0), (start + columns, step)] {
                for (start, right) in [(below - 1, -step), (below, 0.0), (below + 1, step)] {
                    own.tell(&of(start), [&east, &north], [right, up], &mut tells);
                }
            }
            for (fresh, tells) in fresh[start..start + inner].iter_mut().zip(&tells) {
                *fresh &= *tells != 0;
            }
        }
    }
}

/// Points side by side.
struct Stretch<'a> {
    from: [&'a [f32]; 2],
    since: &'a [TravelTime],
    times: &'a [TravelTime],
}

impl Stretch<'_> {
    /// Notes which points may make others sooner that lie so many milliseconds from them.
    #[inline(always)]
    #[allow(clippy::needless_bitwise_bool, reason = "without a branch")]
    fn tell(&self, others: &Self, [east, north]: [&[f32]; 2], [right, up]: [f32; 2], tells: &mut [u32]) {
        let count = tells.len();
        let (east, north, times) = (&east[..count], &north[..count], &others.times[..count]);
        let ([from_east, from_north], since) = (self.from.map(|from| &from[..count]), &self.since[..count]);
        let ([other_east, other_north], other_since) = (others.from.map(|from| &from[..count]), &others.since[..count]);
        for i in 0..count {
            let same = (other_since[i] == since[i])
                & (other_east[i].to_bits() == from_east[i].to_bits())
                & (other_north[i].to_bits() == from_north[i].to_bits());
            tells[i] |= u32::from(!same & may_be_sooner([east[i] + right, north[i] + up], since[i], times[i]));
        }
    }
}

#[cfg(test)]
mod tests {
    use pulp::Arch;
    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64;

    use super::*;

    #[test]
    fn points_fall_silent_that_are_of_no_use_one_by_one() {
        let (columns, rows) = (37, 11);
        let mut random = Pcg64::seed_from_u64(7);
        let lines = [columns, rows].map(|count: u16| (0..count).map(|at| f32::from(at) * 100.0).collect::<Vec<f32>>());
        let count = usize::from(columns) * usize::from(rows);
        // Few sources, so that neighbours share some.
        let sources: Vec<([f32; 2], TravelTime)> = (0..40)
            .map(|_| {
                let at = [f32::from(columns), f32::from(rows)].map(|most| random.random::<f32>() * most * 100.0);
                (at, TravelTime::from_ms(random.random_range(0..60_000)))
            })
            .collect();
        let source: Vec<usize> = (0..count).map(|_| random.random_range(0..sources.len())).collect();
        let times: Vec<TravelTime> = (0..count)
            .map(|_| {
                if random.random_range(0..9) == 0 {
                    TravelTime::UNREACHED
                } else {
                    TravelTime::from_ms(random.random_range(0..150_000))
                }
            })
            .collect();
        let [east, north] = [0, 1].map(|axis| source.iter().map(|source| sources[*source].0[axis]).collect::<Vec<f32>>());
        let since: Vec<TravelTime> = source.iter().map(|source| sources[*source].1).collect();
        let mut fresh: Vec<bool> = (0..count).map(|point| point % 5 > 0).collect();
        let (ms_per_m, step) = (0.2 * 1000.0, 100.0 * 0.2 * 1000.0);
        let from = [east.as_slice(), north.as_slice()];
        let (before, lines) = (fresh.clone(), lines.each_ref().map(Vec::as_slice));
        Arch::new().dispatch(FrontierPruning { times: &times, from, since: &since, fresh: &mut fresh, lines, ms_per_m, step });
        let columns = usize::from(columns);
        let mut silent = 0;
        for point in 0..count {
            let (column, row) = (point % columns, point / columns);
            let inside = (1..columns - 1).contains(&column) && (1..usize::from(rows) - 1).contains(&row);
            let way = [(lines[0][column] - east[point]) * ms_per_m, (lines[1][row] - north[point]) * ms_per_m];
            let useful = |[right, up]: [i8; 2]| {
                let other = (row.wrapping_add_signed(up.into())) * columns + column.wrapping_add_signed(right.into());
                let there = [way[0] + f32::from(right) * step, way[1] + f32::from(up) * step];
                source[other] != source[point] && may_be_sooner(there, since[point], times[other])
            };
            let mut around = [-1, 0, 1].into_iter().flat_map(|up| [-1, 0, 1].map(|right| [right, up]));
            let expected = before[point] && (!inside || around.any(useful));
            assert_eq!(fresh[point], expected, "at {column}, {row}");
            silent += usize::from(before[point] && !expected);
        }
        assert!(silent > 20 && silent < count / 2, "{silent} of {count}");
    }
}
