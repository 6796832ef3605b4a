//! How wrong a band is: places on roads with exact times, held out from the making of the surface.

use super::ring_edges::RingEdges;
use super::validation::ValidationPoints;
use tongda_foundation::units::TravelTime;

/// What share of held-out places on the roads a band puts on the wrong side.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Accuracy {
    /// Places looked at: on roads that trips may begin and end on, on land, in the box around the band.
    pub places: usize,
    /// Those within the minutes that lie outside the band.
    pub left_out: usize,
    /// Those beyond the minutes that lie inside it: the band spreads over the land between roads.
    pub taken_in: usize,
}

impl Accuracy {
    /// The share of places on the wrong side, 0 to 1; `None` where there was no place to look at.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "at most a few thousand")]
    pub fn misclassified(&self) -> Option<f64> {
        (self.places > 0).then(|| (self.left_out + self.taken_in) as f64 / self.places as f64)
    }

    /// How wrong a band of these minutes is, whose rings have these sides: by places in the box around it, and two
    /// squares farther, where what it leaves out would lie.
    pub(super) fn of(minutes: u32, validation_points: &ValidationPoints<'_>, sides: &RingEdges<'_>) -> Self {
        let mut accuracy = Self::default();
        let Some(around) = sides.around() else { return accuracy };
        for (point, time) in validation_points.within(around) {
            accuracy.places += 1;
            match (time <= TravelTime::from_minutes(minutes), sides.hold(point)) {
                (true, false) => accuracy.left_out += 1,
                (false, true) => accuracy.taken_in += 1,
                _ => {}
            }
        }
        accuracy
    }
}
