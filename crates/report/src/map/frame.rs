//! Map frame: projection of positions to drawing units, and viewports of it.

use tongda_foundation::position::{LonLat, Plane};

/// Width of a frame in its own units.
pub(crate) const WIDTH: f64 = 800.0;
/// Ground around what must be seen, as a share of its extent.
const MARGIN: f64 = 0.04;
/// The flattest and the steepest a map may be: height by width.
const STEEPNESS: [f64; 2] = [0.55, 1.25];

/// Height by width of a map of a part.
const FLAT: f64 = 0.72;

/// A plane of units, [`WIDTH`] of them from west to east.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    plane: Plane,
    low: [f64; 2],
    /// Units per metre.
    pub(crate) scale: f64,
    /// Units from north to south.
    pub(crate) height: f64,
}

impl Frame {
    /// The frame around places, with a margin, at least so many metres wide. `None` without a place.
    pub(crate) fn around(positions: impl Iterator<Item = LonLat> + Clone, least_m: f64) -> Option<Self> {
        let lats = positions.clone().map(LonLat::lat);
        let (south, north) = lats.fold((90.0_f64, -90.0_f64), |(low, high), lat| (low.min(lat), high.max(lat)));
        if south > north {
            return None;
        }
        let plane = Plane::at(f64::midpoint(south, north));
        let (mut low, mut high) = bounds(positions.map(|position| plane.project(position)))?;
        let span = (high[0] - low[0]).max(high[1] - low[1]);
        let margin = (span * MARGIN).max((least_m - span) / 2.0);
        for axis in 0..2 {
            low[axis] -= margin;
            high[axis] += margin;
        }
        let size = [high[0] - low[0], high[1] - low[1]];
        let [width, height] =
            [size[0].max(size[1] / STEEPNESS[1]), size[1].max(size[0] * STEEPNESS[0])].map(|metres| metres.max(1.0));
        let low = [low[0] - (width - size[0]) / 2.0, low[1] - (height - size[1]) / 2.0];
        let scale = WIDTH / width;
        Some(Self { plane, low, scale, height: height * scale })
    }

    /// Units east and south of the frame's north-western corner.
    pub(crate) fn point(&self, position: LonLat) -> [f64; 2] {
        let [x, y] = self.plane.project(position);
        [(x - self.low[0]) * self.scale, self.height - (y - self.low[1]) * self.scale]
    }

    /// All of it.
    pub(crate) const fn whole(&self) -> Viewport {
        Viewport { x: 0.0, y: 0.0, width: WIDTH, height: self.height }
    }

    /// The part around points, at least `least_m` wide and inside the frame: 0.72 as high as wide where that holds them
    /// all, and else of the whole frame's proportions.
    pub(crate) fn view_around(&self, points: impl Iterator<Item = [f64; 2]>, least_m: f64) -> Viewport {
        let whole = self.whole();
        let Some((low, high)) = bounds(points) else { return whole };
        let [width, height] = [(high[0] - low[0]) * 1.16, (high[1] - low[1]) * 1.16];
        let whole = self.height / WIDTH;
        let steepness = if height <= WIDTH * FLAT { FLAT.min(whole) } else { whole };
        let width = width.max(height / steepness).max(least_m * self.scale).min(WIDTH);
        let height = width * steepness;
        let x = (f64::midpoint(low[0], high[0]) - width / 2.0).clamp(0.0, WIDTH - width);
        let y = (f64::midpoint(low[1], high[1]) - height / 2.0).clamp(0.0, self.height - height);
        Viewport { x, y, width, height }
    }
}

/// The south-western and north-eastern corner of the box around points.
fn bounds(points: impl Iterator<Item = [f64; 2]>) -> Option<([f64; 2], [f64; 2])> {
    let grow =
        |(low, high): ([f64; 2], [f64; 2]), [x, y]: [f64; 2]| ([low[0].min(x), low[1].min(y)], [high[0].max(x), high[1].max(y)]);
    let (low, high) = points.fold(([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]), grow);
    (low[0] <= high[0]).then_some((low, high))
}

/// A part of a frame, in its units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Viewport {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

impl Viewport {
    /// As the attribute `viewBox`.
    pub(crate) fn view_box(&self) -> String {
        format!("{:.1} {:.1} {:.1} {:.1}", self.x, self.y, self.width, self.height)
    }

    /// Scale factor of text and symbols for a map that is `width_px` pixels wide.
    pub(crate) fn zoom(&self, width_px: f64) -> f64 {
        self.width / width_px
    }

    /// Whether a point lies in it, or at most so many units outside.
    pub(crate) fn holds(&self, [x, y]: [f64; 2], beyond: f64) -> bool {
        let inside = |value: f64, low: f64, size: f64| (low - beyond..=low + size + beyond).contains(&value);
        inside(x, self.x, self.width) && inside(y, self.y, self.height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(lon: f64, lat: f64) -> LonLat {
        LonLat::new(lon, lat).unwrap_or_default()
    }

    #[test]
    fn places_lie_inside_and_true_to_scale() {
        let corners = [position(112.0, 22.0), position(113.0, 22.5)];
        let Some(frame) = Frame::around(corners.into_iter(), 0.0) else { unreachable!() };
        for corner in corners {
            assert!(frame.whole().holds(frame.point(corner), 0.0));
        }
        let [a, b] = [position(112.4, 22.25), position(112.6, 22.25)].map(|position| frame.point(position));
        let metres = position(112.4, 22.25).distance_m(position(112.6, 22.25));
        assert!((b[0] - a[0] - metres * frame.scale).abs() < 0.05, "{a:?} {b:?}");
        assert!(frame.point(position(112.5, 22.5))[1] < frame.point(position(112.5, 22.0))[1], "north is up");
        assert!(Frame::around([].into_iter(), 0.0).is_none());
    }

    #[test]
    fn a_view_stays_inside_its_frame() {
        let Some(frame) = Frame::around([position(112.0, 22.0), position(113.0, 23.0)].into_iter(), 0.0) else { unreachable!() };
        let corner = frame.point(position(113.0, 23.0));
        let view = frame.view_around([corner].into_iter(), 10_000.0);
        assert!((view.width - 10_000.0 * frame.scale).abs() < 1e-9 && view.holds(corner, 0.0));
        assert!(view.x + view.width <= WIDTH + 1e-9 && view.y >= 0.0);
        assert_eq!(frame.view_around([].into_iter(), 1.0), frame.whole());
    }
}
