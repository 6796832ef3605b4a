//! Who reaches what, in how many minutes, before and after a project.
//!
//! Residents ([`people`]) and services on a network make measures ([`access`]) and isochrones ([`isochrone`]);
//! a folder of files is a [`study`]; [`appraisal`] compares, ranks and shares out.

pub mod access;
pub mod appraisal;
pub mod isochrone;
pub mod people;
pub mod study;
pub mod workspace;
