//! Facilities from two sources: the extract's own come first, and those of the study's tables are
//! added where the extract does not have them.

use super::{Facility, Study};
use tongda_network::osm::Extract;

/// Two facilities of one service as near as this are the same, in metres.
const SAME_PLACE_M: f64 = 200.0;
/// So are two with the same name as near as this: positions in tables are often those of a town.
const SAME_NAME_M: f64 = 5000.0;

/// The facilities of a study, and how many came from where.
#[derive(Clone, Debug, Default)]
pub struct Facilities {
    /// All of them, those of the extract first.
    pub all: Vec<Facility>,
    /// One entry a service.
    pub origins: Vec<FacilityOrigins>,
}

/// Where the facilities of a service come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FacilityOrigins {
    /// From the extract.
    pub extract: usize,
    /// From the study's tables alone.
    pub tables: usize,
    /// Of the tables, left out because the extract has them.
    pub in_both: usize,
}

impl Study {
    /// The facilities of the extract, by the tags of the services, and those of the study's tables
    /// that it lacks.
    ///
    /// Two are the same when they lie within 200 m, or within 5 km and one's name holds the other's.
    #[must_use]
    pub fn facilities_with(&self, extract: &Extract) -> Facilities {
        let mut merged =
            Facilities { all: self.facilities_of(extract), origins: vec![FacilityOrigins::default(); self.services.len()] };
        for found in &merged.all {
            merged.origins[found.service].extract += 1;
        }
        let from_extract = merged.all.len();
        for own in &self.facilities {
            let origins = &mut merged.origins[own.service];
            if merged.all[..from_extract].iter().any(|found| same(own, found)) {
                origins.in_both += 1;
            } else {
                origins.tables += 1;
                merged.all.push(own.clone());
            }
        }
        merged
    }

    fn facilities_of(&self, extract: &Extract) -> Vec<Facility> {
        let mut found = Vec::new();
        for poi in &extract.pois {
            let tags = extract.poi_tags(poi);
            for (service, entry) in self.services.iter().enumerate() {
                let fits = |table: &std::collections::BTreeMap<String, String>| {
                    !table.is_empty() && table.iter().all(|(key, value)| tags.has(key, value))
                };
                if entry.tags.iter().any(fits) {
                    let name = |key| tags.get(key).unwrap_or_default().to_owned();
                    let (local, chinese) = (name("name"), name("name:zh"));
                    let name_zh = if chinese.is_empty() { local.clone() } else { chinese };
                    found.push(Facility { service, name: local, name_zh, position: poi.position });
                }
            }
        }
        found
    }
}

fn same(own: &Facility, found: &Facility) -> bool {
    let distance_m = own.position.distance_m(found.position);
    let alike = || {
        let names = [(&own.name, &found.name), (&own.name_zh, &found.name_zh)];
        names.into_iter().any(|(a, b)| {
            let (a, b) = (a.trim().to_lowercase(), b.trim().to_lowercase());
            !a.is_empty() && !b.is_empty() && (a.contains(&b) || b.contains(&a))
        })
    };
    own.service == found.service && (distance_m <= SAME_PLACE_M || (distance_m <= SAME_NAME_M && alike()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongda_foundation::position::LonLat;

    fn facility(service: usize, name: &str, lon: f64) -> Facility {
        let position = LonLat::new(lon, 0.0).unwrap_or_default();
        Facility { service, name: name.to_owned(), name_zh: String::new(), position }
    }

    #[test]
    fn names_and_distances_tell_what_is_the_same() {
        let own = facility(0, "Central Library", 112.0);
        assert!(same(&own, &facility(0, "", 112.001)), "111 m away");
        assert!(!same(&own, &facility(0, "", 112.01)), "1112 m away, without a name");
        assert!(same(&own, &facility(0, "central library (new)", 112.01)), "1112 m away, by its name");
        assert!(!same(&own, &facility(0, "Central Library", 112.1)), "11 km away");
        assert!(!same(&own, &facility(1, "Central Library", 112.0)), "another service");
    }
}
