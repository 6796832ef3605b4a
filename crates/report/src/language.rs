//! Languages of reports, and the choice among names that have one in each.

use std::str::FromStr;

/// The language of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Chinese.
    Chinese,
}

impl FromStr for Language {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "en" => Ok(Self::English),
            "zh" => Ok(Self::Chinese),
            other => Err(format!("\"{other}\" is not one of en, zh")),
        }
    }
}

impl Language {
    /// Its code, as in `<html lang>`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh",
        }
    }

    /// The mode of trips, such as `car+rail`, in words; a profile of the user's own by its name.
    #[must_use]
    pub fn mode(self, mode: &str) -> String {
        let own = mode.strip_suffix("+rail");
        let vehicle = own.unwrap_or(mode);
        let vehicle = self.term("mode", vehicle).unwrap_or(vehicle);
        if own.is_some() { self.format("transit.with_rail", &[("mode", &vehicle)]) } else { vehicle.to_owned() }
    }

    /// A name in this language, the English one where it has none.
    #[must_use]
    pub const fn name<'a>(self, english: &'a str, chinese: &'a str) -> &'a str {
        match (self, chinese.is_empty()) {
            (Self::Chinese, false) => chinese,
            _ => english,
        }
    }
}
