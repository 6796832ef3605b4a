//! Country rules of profiles, and profiles that are derived from another one.
//!
//! In: TOML tables. Out: tables in which the more special one takes precedence, key by key.

use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use super::table::Profile;
use tongda_foundation::error::Result;
use tongda_foundation::position::LonLat;

/// Changes of a profile for extracts in one country.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Country {
    /// Its code, for reports.
    pub code: String,
    /// A ring of `[lon, lat]` around it; coarse, because it only has to decide in which country an extract lies.
    pub outline: Vec<[f64; 2]>,
    /// Parts of a profile that replace those of the profile around it; tables are merged.
    pub change: Table,
}

impl Country {
    /// Whether a position lies inside the outline.
    #[must_use]
    pub fn holds(&self, position: LonLat) -> bool {
        let (x, y) = (position.lon(), position.lat());
        let mut inside = false;
        let mut before = self.outline.last().copied().unwrap_or_default();
        for &[x2, y2] in &self.outline {
            let [x1, y1] = before;
            if (y1 > y) != (y2 > y) && x < x1 + (y - y1) / (y2 - y1) * (x2 - x1) {
                inside = !inside;
            }
            before = [x2, y2];
        }
        inside
    }
}

impl Profile {
    /// The profile that applies at a position: with the changes of the first country that contains it.
    ///
    /// # Errors
    /// When the profile with the country's changes is not valid.
    pub fn at(&self, position: LonLat) -> Result<Self> {
        match self.country.iter().find(|country| country.holds(position)) {
            Some(country) => self.changed(country),
            None => Ok(Self { country: Vec::new(), ..self.clone() }),
        }
    }

    pub(super) fn changed(&self, country: &Country) -> Result<Self> {
        let plain = Self { country: Vec::new(), ..self.clone() };
        let mut table = Table::try_from(&plain).unwrap_or_default();
        merge(&mut table, country.change.clone());
        Self::from_table(table)
    }
}

/// Merges the second table into the first: tables are merged, all other values are replaced.
pub(super) fn merge(table: &mut Table, over: Table) {
    for (key, value) in over {
        match (table.get_mut(&key), value) {
            (Some(Value::Table(below)), Value::Table(above)) => merge(below, above),
            (_, value) => {
                table.insert(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outline_of_china_holds_its_cities_and_not_its_neighbours() {
        let Ok(profile) = Profile::built_in("car") else { unreachable!() };
        let code = |lon: f64, lat: f64| {
            let position = LonLat::new(lon, lat).unwrap_or_default();
            profile.country.iter().find(|country| country.holds(position)).map(|country| country.code.as_str())
        };
        for (lon, lat) in [(112.7, 22.3), (116.4, 39.9), (87.6, 43.8), (91.1, 29.7), (126.6, 45.8), (102.7, 25.0), (109.5, 18.3)]
        {
            assert_eq!(code(lon, lat), Some("CN"), "{lon},{lat}");
        }
        for (lon, lat) in [(14.5, 35.9), (-46.6, -23.5), (105.8, 21.0), (127.0, 37.6), (77.2, 28.6), (106.9, 47.9), (85.3, 27.7)]
        {
            assert_eq!(code(lon, lat), None, "{lon},{lat}");
        }
    }
}
