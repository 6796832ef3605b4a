//! The words of the report in both languages.

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

    /// One of two texts.
    #[must_use]
    pub const fn pick<'a>(self, english: &'a str, chinese: &'a str) -> &'a str {
        match self {
            Self::English => english,
            Self::Chinese => chinese,
        }
    }

    /// A mode of trips, such as `car+rail`, in words.
    #[must_use]
    pub fn mode(self, mode: &str) -> String {
        let (own, rail) = mode.strip_suffix("+rail").map_or((mode, false), |own| (own, true));
        let chinese = match own {
            "car" => "小汽车",
            "walk" => "步行",
            "cycle" => "骑行",
            other => other,
        };
        let with = if rail { self.pick(" with rail, ferry and bus", "加铁路、渡船和公交") } else { "" };
        format!("{}{with}", self.pick(own, chinese))
    }

    /// A name in this language, the other one where it has none.
    #[must_use]
    pub const fn name<'a>(self, english: &'a str, chinese: &'a str) -> &'a str {
        match (self, chinese.is_empty()) {
            (Self::Chinese, false) => chinese,
            _ => english,
        }
    }
}
