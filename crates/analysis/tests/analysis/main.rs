//! Measures against plain searches and solvers.

mod both_ways;
mod condensed;
mod corridors;
mod grid;
mod location;
mod measures;
mod people;
mod properties;
mod town;
