//! Where something new would bring most: facilities by location-allocation, links by a screened search.
//!
//! In: an [`Evaluator`](super::Evaluator) and what is looked for. Out: sites or pairs of junctions with
//! what they bring, in residents or person-minutes, and how far from the best that may be at most.

mod facilities;
mod links;
mod location;

pub use facilities::{FacilityQuestion, Method, facilities};
pub use links::{LinkQuestion, ProposedLink, links};
pub use location::{Location, Sites};
